// What somebody has typed or unfolded in a panel goes over into the same panel when it comes anew.
const FIELDS = "input:not([type=hidden]), textarea, select";

function touched(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  return field.value !== field.defaultValue;
}

// Taken out of somebody's hands they would be lost: a chosen file, and a field in which a word is just being composed.
export function inHand(box) {
  const at = document.activeElement;
  if (box.contains(at) && (at.isContentEditable || at.matches(FIELDS))) return true;
  return [...box.querySelectorAll("input[type=file]")].some((field) => field.files.length);
}

const named = (box, field) => [...box.querySelectorAll(FIELDS)].find((one) => (field.id ? one.id === field.id : one.name === field.name && one.value === field.value));

// `sent` is the form whose answer the new panel is: what was in it has arrived.
export function carry(from, to, sent = null) {
  const open = new Set([...from.querySelectorAll("details[open] > summary")].filter((summary) => !sent?.contains(summary) && !summary.parentElement.contains(sent)).map((summary) => summary.textContent));
  for (const summary of to.querySelectorAll("details > summary")) if (open.has(summary.textContent)) summary.parentElement.open = true;
  for (const field of from.querySelectorAll(FIELDS)) {
    const now = touched(field) && field.form !== sent && named(to, field);
    if (!now || now.type === "file") continue;
    if (field.type === "checkbox" || field.type === "radio") now.checked = field.checked;
    else now.value = field.value;
  }
}
