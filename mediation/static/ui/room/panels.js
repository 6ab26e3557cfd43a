import { carry, inHand } from "./carry.js";

// The panels beside the talk: each is a page of its own, fetched in part and fetched again when the room says so.
export class Panels {
  constructor(root, line) {
    Object.assign(this, { root, line, asked: 0, answered: 0, stale: false, box: root.querySelector("[data-panel]"), tabs: [...root.querySelectorAll("[data-tab]")] });
    for (const tab of this.tabs) tab.addEventListener("click", (event) => { event.preventDefault(); this.choose(tab); });
    if (matchMedia("(min-width: 900px)").matches) this.mark(this.tabs.find((tab) => tab.dataset.tab === this.box.dataset.panel)); // beside the talk there
    this.box.addEventListener("submit", (event) => this.submit(event));
    this.box.addEventListener("click", (event) => this.follow(event));
    this.box.addEventListener("focusout", () => { if (this.stale) this.refresh(1500); });
  }

  mark(tab) {
    for (const other of this.tabs) other.removeAttribute("aria-current");
    tab.setAttribute("aria-current", "page");
    this.root.dataset.shown = tab.dataset.tab;
  }

  choose(tab) {
    this.mark(tab);
    clearTimeout(this.later);
    if (tab.dataset.tab === "talk") return;
    this.wanted = tab.dataset.tab;
    this.fetch(tab.href);
  }

  get shown() { return this.tabs.find((tab) => tab.hasAttribute("aria-current"))?.dataset.tab; }

  // A panel has changed: the shown one comes anew, the others say so when there is something to see.
  turn(name, news = true) {
    const tab = this.tabs.find((one) => one.dataset.tab === name);
    if (!tab) return;
    if (this.box.dataset.panel === name) this.refresh(120);
    else if (news && this.shown !== name) tab.dataset.news = "1";
  }

  // After a broken line nobody knows what was missed.
  again() { if (this.begun) this.turn(this.box.dataset.panel); this.begun = true; }

  // Not while somebody is typing in it, and not between two taps: a button must not go from under a finger.
  refresh(wait) {
    clearTimeout(this.later);
    this.stale = true;
    this.later = setTimeout(() => {
      const tab = this.tabs.find((one) => one.dataset.tab === this.box.dataset.panel);
      if (!this.stale) return;
      if (inHand(this.box)) tab.dataset.news = "1"; else this.fetch(tab.href);
    }, wait);
  }

  async fetch(address, form = null, body = null) {
    const turn = ++this.asked;
    this.stale = false;
    const answer = await fetch(address, { method: body ? "POST" : "GET", body, headers: { "X-Panel": "1" }, credentials: "same-origin" }).catch(() => null);
    const late = turn < this.answered;
    if (!answer || (late && !body)) return; // a newer look is there already; the answer to a form is always shown
    this.answered = Math.max(turn, this.answered);
    const name = answer.headers.get("X-Panel");
    if (name && name !== (this.wanted ?? name)) return; // another panel was chosen while this one came
    if (name) this.fill(name, await answer.text(), answer.ok ? form : null);
    else location.assign(answer.url); // it led to another page
    if (name && late && answer.ok) this.refresh(120);
  }

  fill(name, page, sent) {
    const parsed = new DOMParser().parseFromString(page, "text/html").body;
    if (this.box.dataset.panel === name) carry(this.box, parsed, sent);
    this.box.replaceChildren(...parsed.childNodes);
    this.box.dataset.panel = name;
    const tab = this.tabs.find((one) => one.dataset.tab === name);
    if (tab) delete tab.dataset.news;
    if (this.box.querySelector("[data-coedit]")) import("../coedit.js").then(({ openTexts }) => openTexts(this.box));
  }

  // A button in a panel: a deed goes over the line, other forms are sent and their answer is shown in place.
  submit(event) {
    const form = event.target;
    if (form.dataset.plain !== undefined) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    if (form.dataset.deed !== undefined && this.line.live) {
      const { deed, csrfmiddlewaretoken, ...facts } = Object.fromEntries(body);
      this.line.act(deed, facts);
    } else this.fetch(form.action, form, body);
  }

  // A link to the page of a panel stays in the room.
  follow(event) {
    const link = event.target.closest("a[href]");
    const inside = link && this.tabs.some((tab) => tab.dataset.tab !== "talk" && new URL(tab.href).pathname === link.pathname);
    if (!inside || link.hash) return;
    event.preventDefault();
    this.fetch(link.href);
  }
}
