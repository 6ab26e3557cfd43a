// The line of one text: y-protocols frames for the text, JSON for everything beside it. After a break both sides say what they have.
import {
  Awareness, applyAwarenessUpdate, createDecoder, createEncoder, encodeAwarenessUpdate, mergeUpdates, readSyncMessage, readVarUint, readVarUint8Array,
  removeAwarenessStates, toUint8Array, writeSyncStep1, writeUpdate, writeVarUint, writeVarUint8Array,
} from "../vendor/editor.js";

const TEXT = 0, PRESENCE = 1, GOT = 2;
const FRAMES = 24, BYTES = 20_000; // what arrives between two confirmations; a page that confirms nothing is dropped as too slow
const TOGETHER = 80; // ms of typing that travel as one change
const ENDS = [4401, 4404];

export class Line {
  constructor(path, doc, heard) {
    Object.assign(this, { path, doc, heard, awareness: new Awareness(doc), told: null, wrote: false, waiting: [], wait: 250, closed: false });
    this.awareness.setLocalState({});
    doc.on("update", (update, origin) => { if (origin !== this) this.collect(update); });
    this.awareness.on("update", ({ added, updated }, origin) => { if (origin !== this && [...added, ...updated].includes(doc.clientID)) this.show(); });
    addEventListener("pagehide", () => { this.flush(); this.close(); });
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}${this.path}`);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => this.send(TEXT, (frame) => writeSyncStep1(frame, this.doc)));
    this.frames = this.bytes = 0;
    this.socket.addEventListener("message", ({ data }) => {
      this.confirm(data.length ?? data.byteLength);
      if (typeof data === "string") this.tell(JSON.parse(data)); else this.take(new Uint8Array(data));
    });
    this.socket.addEventListener("close", (event) => this.again(event.code));
  }

  again(code) {
    if (this.closed) return;
    removeAwarenessStates(this.awareness, [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID), this);
    if (ENDS.includes(code)) { this.close(); this.heard.over(); return; }
    this.heard.broken();
    setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, 5000);
  }

  tell(message) {
    if (message.type === "state") { this.told = message; this.heard.state(message); } else if (message.type === "refused") this.heard.refused(message);
  }

  take(bytes) {
    const decoder = createDecoder(bytes);
    if (readVarUint(decoder) === PRESENCE) { applyAwarenessUpdate(this.awareness, readVarUint8Array(decoder), this); return; }
    const reply = createEncoder();
    writeVarUint(reply, TEXT);
    const step = readSyncMessage(decoder, reply, this.doc, this);
    if (step === 0 && this.told?.writes) this.push(toUint8Array(reply)); // what the server lacks after a break
    if (step === 1) { this.wait = 250; this.heard.begin(); this.show(); }
  }

  confirm(length) {
    this.frames += 1;
    this.bytes += length;
    if (this.frames % FRAMES && this.bytes < BYTES) return;
    this.bytes = 0;
    this.send(GOT, (frame) => writeVarUint(frame, this.frames));
  }

  collect(update) {
    this.waiting.push(update);
    this.timer ??= setTimeout(() => this.flush(), TOGETHER);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.waiting.length) return;
    const update = mergeUpdates(this.waiting.splice(0));
    this.wrote = true;
    this.send(TEXT, (frame) => writeUpdate(frame, update)); // on a broken line it is asked for when the line is back
  }

  show() {
    this.presence ??= setTimeout(() => {
      this.presence = null;
      this.send(PRESENCE, (frame) => writeVarUint8Array(frame, encodeAwarenessUpdate(this.awareness, [this.doc.clientID])));
    }, TOGETHER);
  }

  send(kind, write) {
    const frame = createEncoder();
    writeVarUint(frame, kind);
    write(frame);
    this.push(toUint8Array(frame));
  }

  push(bytes) { if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(bytes); }

  close() {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.presence);
    this.awareness.destroy();
    this.socket?.close();
  }
}
