// A queue by keyboard: j and k move, x chooses, / searches; Enter opens the link that has the focus.
const rows = [...document.querySelectorAll("[data-row]")];
const at = () => rows.findIndex((row) => row.contains(document.activeElement));
const go = (n) => rows[Math.max(0, Math.min(rows.length - 1, n))]?.querySelector("a").focus();
const typing = (element) => element.matches("input:not([type=checkbox]), select, textarea");
const keys = {
  j: () => go(at() + 1),
  k: () => go(at() - 1),
  x: () => rows[at()]?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("[data-find]")?.focus(),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
