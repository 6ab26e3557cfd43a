// Text typed into form[data-draft] is kept on this device until it is sent; the server keeps each finished step.
const key = (name) => `draft:${name}`;

function values(form) {
  const kept = {};
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit"].includes(field.type) || field.autocomplete === "one-time-code") continue;
    if (field.type === "radio" || field.type === "checkbox") { if (field.checked) (kept[field.name] ??= []).push(field.value); } else kept[field.name] = field.value;
  }
  return kept;
}

function restore(form, kept) {
  for (const field of form.elements) {
    if (!(field.name in kept) || ["hidden", "file", "submit"].includes(field.type)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = kept[field.name].includes(field.value);
    else if (!field.value) field.value = kept[field.name];
  }
}

export function keepDrafts(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const place = key(form.dataset.draft);
    try { restore(form, JSON.parse(localStorage.getItem(place)) ?? {}); } catch { localStorage.removeItem(place); }
    form.addEventListener("input", () => localStorage.setItem(place, JSON.stringify(values(form))));
  }
  for (const form of root.querySelectorAll("form[data-draft-clear]")) {
    form.addEventListener("submit", () => {
      for (const name of Object.keys(localStorage)) if (name.startsWith(key(form.dataset.draftClear))) localStorage.removeItem(name);
    });
  }
}
