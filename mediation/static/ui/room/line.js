// The line to the room: says hello with the last number it has, so nothing is lost or doubled after a break.
const CONFIRM = 24; // frames between two confirmations; a page that confirms nothing is dropped as too slow
const LOST = [4401, 4404, 4409]; // signed out, without a seat, or with another one: the page is fetched anew

export class Line {
  constructor(number, last, { onSaid, onRoom, onOther, onState }) {
    Object.assign(this, { number, last, onSaid, onRoom, onOther, onState, wait: 250, frames: 0, socket: null });
    this.name = crypto.randomUUID().slice(0, 13); // this page, for as long as it is open
    this.unsent = new Map(); // id → message, kept until the server has numbered or refused it
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/ws/room/${this.number}`);
    this.socket.addEventListener("open", () => this.begin());
    this.socket.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
    this.socket.addEventListener("close", (event) => this.again(event.code));
  }

  begin() {
    [this.wait, this.frames] = [250, 0];
    this.send({ type: "hello", after: this.last, line: this.name });
    for (const message of this.unsent.values()) this.send(message);
    this.onState("live");
  }

  again(code) {
    if (LOST.includes(code)) { location.reload(); return; }
    this.onState("broken");
    setTimeout(() => this.connect(), this.wait * (0.5 + Math.random()));
    this.wait = Math.min(this.wait * 2, 5000);
  }

  hear(message) {
    if (++this.frames % CONFIRM === 0) this.send({ type: "got", frames: this.frames });
    if (message.type === "said") {
      if (message.seq <= this.last) return;
      this.last = message.seq;
      this.unsent.delete(message.id);
      this.onSaid(message);
    } else if (message.type === "room") this.onRoom(message);
    else this.onOther(message, message.type === "refused" ? this.takeBack(message.id) : null);
  }

  takeBack(id) {
    const message = this.unsent.get(id);
    this.unsent.delete(id);
    return message;
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  say(text, to) {
    const message = { type: "say", id: crypto.randomUUID(), text, to };
    this.unsent.set(message.id, message);
    this.send(message);
  }

  act(deed, facts = {}) { this.send({ ...facts, type: "do", deed }); }

  get live() { return this.socket.readyState === WebSocket.OPEN; }
}
