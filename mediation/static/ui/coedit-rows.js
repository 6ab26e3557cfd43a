// Obligations: the fields of the plain form, each bound to one value of the shared text; what was typed last stands.
import { Map as SharedMap } from "../vendor/editor.js";

const freshId = () => crypto.randomUUID().slice(0, 18);

export class Rows {
  constructor(box, doc) {
    Object.assign(this, { box, doc, shared: doc.getArray("duties"), about: doc.getMap("about"), list: box.querySelector("[data-rows]"), made: 0, writes: false, drawn: new Map() });
    box.querySelector("[data-add-row]").onclick = () => this.add();
    this.shared.observeDeep(() => this.draw());
    this.about.observe(() => this.fill(box.querySelector("[data-about]"), this.about));
    this.bind(box.querySelector("[data-about]"), this.about);
    this.draw();
    this.fill(box.querySelector("[data-about]"), this.about);
  }

  draw() {
    const now = this.shared.toArray().filter((row) => row instanceof SharedMap);
    for (const [row, field] of this.drawn) if (!now.includes(row)) { field.remove(); this.drawn.delete(row); }
    now.forEach((row, n) => {
      const field = this.drawn.get(row) ?? this.make(row);
      if (this.list.children[n] !== field) this.list.insertBefore(field, this.list.children[n] ?? null);
      field.querySelector("legend").textContent = field.dataset.legend.replace("__number__", n + 1);
      this.fill(field, row);
    });
    this.write(this.writes);
  }

  make(row) {
    const field = this.box.querySelector("template[data-row]").content.cloneNode(true).firstElementChild, number = this.made++;
    field.dataset.legend = field.querySelector("legend").textContent;
    for (const part of field.querySelectorAll("[id], [for], [name], [aria-describedby]")) {
      for (const name of ["id", "for", "name", "aria-describedby"]) if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace("__prefix__", number));
    }
    field.querySelector("[data-strike]").onclick = () => this.shared.delete(this.shared.toArray().indexOf(row), 1);
    this.bind(field, row);
    this.drawn.set(row, field);
    return field;
  }

  bind(field, values) {
    field.addEventListener("input", ({ target }) => { if (this.writes) values.set(plain(target.name), target.value); });
  }

  fill(field, values) {
    for (const part of inputs(field)) {
      const value = String(values.get(plain(part.name)) ?? (part.tagName === "SELECT" ? part.options[0]?.value : "") ?? "");
      if (part.value !== value) part.value = value;
    }
  }

  add() {
    const row = new SharedMap();
    this.doc.transact(() => { row.set("id", freshId()); row.set("kind", "pay"); row.set("debtor", "respondent"); this.shared.push([row]); });
    inputs(this.drawn.get(row))[0].focus();
  }

  write(may) {
    this.writes = may;
    this.box.hidden = !may; // who only reads has the sentences beside the text
    for (const part of inputs(this.box)) part.disabled = !may;
  }
}

const inputs = (field) => field.querySelectorAll("input, select, textarea");
const plain = (name) => name.replace(/^duty-\d+-/, "");
