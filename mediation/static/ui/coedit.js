// The text that people write together. Without this script its panel shows the text as it stands, and the plain form writes it.
import { Doc } from "../vendor/editor.js";
import { Rows } from "./coedit-rows.js";
import { Line } from "./coedit-line.js";
import { Sheet } from "./coedit-sheet.js";

const PAUSE = 1200; // ms without a change before the page asks what a court would say

const opened = new Set(); // texts on this page; one whose panel was put away is closed when the next one opens

export function openTexts(root) {
  for (const text of opened) if (!text.box.isConnected) { text.close(); opened.delete(text); }
  for (const box of root.querySelectorAll("[data-coedit]:not([data-open])")) open(box);
}

function open(box) {
  box.dataset.open = "1";
  const panel = box.parentElement;
  const find = (name) => box.querySelector(`[${name}]`);
  const doc = new Doc();
  let version = null, pause = 0;
  const line = new Line(`/ws/draft/${box.dataset.coedit}/${box.dataset.zone}`, doc, { begin, state, refused, broken, over });
  const holder = document.createElement("div");
  let sheet = null, rows = null;

  function begin() { // the text has arrived
    if (sheet) return;
    sheet = new Sheet(holder, doc, line.awareness, box.dataset.label);
    rows = new Rows(find("data-coedit-duties"), doc);
    find("data-coedit-text").replaceChildren(holder);
    for (const button of box.querySelectorAll("[data-add-clause]")) button.onclick = () => sheet.addClause(button.dataset.addClause);
    find("data-undo").onclick = () => sheet.undo();
    find("data-redo").onclick = () => sheet.redo();
    doc.on("update", () => { clearTimeout(pause); pause = setTimeout(look, PAUSE); });
    sheet.changed = () => nameClauses();
    nameClauses();
    mayWrite();
  }

  function state(told) {
    if (told.stage !== box.dataset.stage) { reload(); return; }
    if (version !== null && told.version !== version) look();
    version = told.version;
    mayWrite();
    say(told.writes ? box.dataset.writing : box.dataset.reading);
  }

  function mayWrite() {
    if (!sheet || !line.told) return;
    sheet.write(line.told.writes);
    rows.write(line.told.writes);
    find("data-coedit-tools").hidden = !line.told.writes;
  }

  function refused(told) { // what this page wrote is not in the log: begin again from what is
    if (told.code === "unknown-message" && !line.wrote) return;
    line.close();
    reload(told.sentence || box.dataset.sorry);
  }

  function broken() { say(box.dataset.connecting); }
  function over() { location.reload(); }
  function say(words) { find("data-coedit-state").textContent = words; }

  // The clauses a remark can be about, as they stand now; the one with the caret first.
  function nameClauses() {
    const select = panel.querySelector("[data-coedit-remark] select");
    if (!select || document.activeElement === select) return;
    const chosen = sheet.clauseAtCaret() || select.value;
    select.replaceChildren(...sheet.clauses().map(({ id, text }, n) => new Option(`${n + 1}. ${text.slice(0, 30)}`, id, false, id === chosen)));
  }

  async function look() {
    const answer = await fetch(box.dataset.asideAt, { headers: { "X-Panel": "1" } });
    const aside = panel.querySelector("[data-coedit-aside]");
    if (answer.ok && aside && !aside.contains(document.activeElement)) aside.innerHTML = await answer.text();
  }

  async function reload(sentence = "") {
    line.close();
    const address = new URL(`/room/${box.dataset.coedit}/draft`, location.href);
    address.searchParams.set("zone", box.dataset.zone);
    const answer = await fetch(address, { headers: { "X-Panel": "1" } });
    if (!answer.ok) { location.reload(); return; }
    panel.innerHTML = await answer.text();
    openTexts(panel);
    if (sentence) {
      const notice = document.createElement("div");
      notice.className = "notice notice--danger";
      notice.setAttribute("role", "alert");
      notice.textContent = sentence;
      panel.prepend(notice);
    }
  }

  opened.add({ box, close() { line.close(); sheet?.destroy(); } });
  line.open();
}

openTexts(document);
