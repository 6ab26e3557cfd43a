// Text typed into form[data-draft] is kept on this device until it is sent; the server keeps each finished step.
// What was sent is forgotten as soon as a page shows that it arrived: the next person at a shared desk starts with empty fields.
const key = (name) => `draft:${name}`;
const SENT = "draft-sent";

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

// Another form was chosen and not sent: ask for it once more, with what was written in it.
function turn(form, place) {
  const choice = form.querySelector("select[data-turns]"), kept = JSON.parse(localStorage.getItem(place))?.[choice?.name];
  if (!kept || kept === choice.value || ![...choice.options].some((option) => option.value === kept)) return;
  choice.value = kept;
  form.requestSubmit(form.querySelector(`[value="${choice.dataset.turns}"]`));
}

// Did it arrive? Another page, or the same form fresh and without a complaint, says so; a page that was gone back to or loaded again does not.
function settle(root) {
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const again = [...root.querySelectorAll("form[data-draft]")].some((form) => key(form.dataset.draft) === sent);
  const arrivedAt = performance.getEntriesByType("navigation")[0]?.type;
  if (again && (arrivedAt !== "navigate" || root.querySelector("[role=alert]"))) return;
  localStorage.removeItem(sent);
}

export function keepDrafts(root) {
  settle(root);
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const place = key(form.dataset.draft);
    try { restore(form, JSON.parse(localStorage.getItem(place)) ?? {}); } catch { localStorage.removeItem(place); }
    form.addEventListener("input", () => localStorage.setItem(place, JSON.stringify(values(form))));
    // A button that only looks again (another form, the rules once more, a print) sends nothing, so the draft stays.
    form.addEventListener("submit", (event) => { if (!event.defaultPrevented && !event.submitter?.hasAttribute("data-looks")) sessionStorage.setItem(SENT, place); });
    turn(form, place);
  }
  for (const form of root.querySelectorAll("form[data-draft-clear]")) form.addEventListener("submit", () => forget(key(form.dataset.draftClear)));
  for (const form of root.querySelectorAll("form[data-leaves]")) form.addEventListener("submit", () => { forget(key("")); forget("upload:"); forget("bid:"); });
}

function forget(beginning) {
  for (const name of Object.keys(localStorage)) if (name.startsWith(beginning)) localStorage.removeItem(name);
}
