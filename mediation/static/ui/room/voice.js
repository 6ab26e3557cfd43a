// Taking part with voice and picture: the ladder video → sound → writing → telephone, by hand and by measured quality.
import { Sfu } from "../sfu.js";
import { Mesh } from "./mesh.js";
import { Quality } from "./quality.js";
import { Stage } from "./stage.js";

const SOUNDING = ["video", "audio"];
const GONE = 30_000; // ms that the tile of somebody whose line broke is kept
const AGAIN = 2000; // ms until a refused page begins anew with the media server
const ENDURE = 9000; // ms on a bad line before the own picture is given up
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 20, max: 24 } };

export class Voice {
  constructor(root, line, words, say) {
    Object.assign(this, { root, line, words, say, rung: "text", stream: null, screen: null, muted: false, floor: null, ice: { servers: [], policy: root.dataset.ice || "all" } });
    this.stage = new Stage(root.querySelector("[data-stage]"), words);
    this.controls = root.querySelector("[data-controls]");
    this.controls.hidden = !window.RTCPeerConnection;
    this.controls.addEventListener("click", (event) => this.press(event.target.closest("[data-voice]")?.dataset.voice));
    this.through = new Set(); // seats whose sound or picture comes through the media server
    this.away = new Map(); // seat → since when it has no line
    setInterval(() => { if (this.floor && this.away.size) this.arrange(this.floor); }, 5000);
    this.draw();
  }

  async press(what) {
    const deeds = { video: () => this.join("video"), audio: () => this.join("audio"), text: () => this.leave("text"), phone: () => this.leave("phone"), mute: () => this.mute(!this.muted), screen: () => this.share(), hand: () => this.line.act("hand", { yes: !this.floor?.me.hand }) };
    try { await deeds[what]?.(); } catch (fault) { this.say(fault.name === "NotAllowedError" ? this.words.not_allowed : this.words.no_device); }
    this.draw();
  }

  async join(rung) {
    const asked = { audio: { echoCancellation: true, noiseSuppression: true }, video: rung === "video" ? PICTURE : false };
    const stream = await navigator.mediaDevices.getUserMedia(asked);
    this.release();
    this.stream = stream;
    await this.askIce();
    this.start();
    await this.use("audio", this.track("audio"));
    await this.use("video", this.track("video"));
    this.sound();
    this.tell(rung);
    this.stage.show(this.me, stream);
  }

  start() {
    if (this.mesh) return;
    const send = (message) => this.line.send(message);
    this.mesh = new Mesh({ me: this.me, send, ice: this.ice, onStream: (seat, stream) => { if (!this.through.has(seat)) this.stage.show(seat, stream); }, onLink: (seat, state) => this.linked(seat, state) });
    this.quality = new Quality({ stats: () => (this.sfu ?? this.mesh).stats(), onMeasured: (seat, seen) => this.stage.measured(seat, seen), onGrade: (grade) => this.graded(grade) });
  }

  // The engine of this epoch; a link of the one before is kept until something has come through the new one.
  carry(floor) {
    if (this.epoch === floor.epoch) return;
    this.endForwarding();
    this.epoch = floor.epoch;
    if (floor.engine !== "sfu") return;
    const send = (message) => this.line.send(message);
    const again = () => setTimeout(() => { this.epoch = null; if (this.floor) this.arrange(this.floor); }, AGAIN);
    this.sfu = new Sfu({ send, ice: this.ice.servers, local: this.stream, onTrack: (seat, track, stream) => this.came(seat, track, stream), onGone: (seat) => this.ceased(seat), onRefused: again });
    this.sfu.up().then(() => this.use("video", this.screen?.getVideoTracks()[0] ?? this.track("video"))).catch(again);
  }

  came(seat, track, stream) {
    const flows = () => { this.through.add(seat); this.stage.show(seat, stream); this.arrange(this.floor); };
    if (!this.mesh?.peers.has(seat)) this.stage.show(seat, stream);
    if (track.muted) track.addEventListener("unmute", flows, { once: true });
    else flows();
  }

  ceased(seat) {
    this.through.delete(seat);
    this.stage.show(seat, null);
  }

  endForwarding() {
    this.sfu?.close();
    this.sfu = this.epoch = null;
    this.through.clear();
  }

  use(kind, track) { return Promise.all([this.mesh?.use(kind, track), this.sfu?.use(kind, track)]); }

  askIce() {
    return new Promise((done) => { this.gotIce = done; setTimeout(done, 2000); this.line.send({ type: "ice" }); });
  }

  hear(message) {
    if (message.type === "ice") { this.ice.servers = message.servers; this.gotIce?.(); }
    else if (message.type === "signal") (["up", "down"].includes(message.leg) ? this.sfu : this.mesh)?.hear(message);
  }

  // The room as it stands: who is together with this seat, and takes part with voice.
  arrange(floor) {
    this.floor = floor;
    const near = floor.seats.filter((seat) => seat.together && SOUNDING.includes(seat.rung) && seat.line && !this.gone(seat));
    const own = floor.seats.find((seat) => seat.seat === floor.me.seat);
    if (own?.line && own.line !== this.line.name && SOUNDING.includes(this.rung)) this.yield();
    const sounding = SOUNDING.includes(this.rung);
    this.stage.arrange(sounding ? [...near, ...(own ? [{ ...own, rung: this.rung }] : [])] : [], floor.me.seat);
    if (sounding && this.mesh) this.carry(floor);
    const direct = this.sfu ? near.filter(({ seat }) => this.mesh.peers.has(seat) && !this.through.has(seat)) : near;
    this.mesh?.arrange(sounding ? new Map(direct.map((seat) => [seat.seat, seat.line])) : new Map());
    if (sounding) this.stage.show(this.me, this.screen ?? this.stream);
    if (floor.ended) this.leave("text");
    this.sound();
    this.draw();
  }

  gone(seat) {
    if (seat.here) { this.away.delete(seat.seat); return false; }
    if (!this.away.has(seat.seat)) this.away.set(seat.seat, Date.now());
    return Date.now() - this.away.get(seat.seat) > GONE;
  }

  // After a broken line the server is told again how this page takes part.
  again() {
    this.endForwarding();
    if (this.rung !== "text") this.tell(this.rung);
  }

  tell(rung) {
    this.rung = rung;
    this.line.act("rung", { rung, line: this.line.name });
    if (this.floor) this.arrange(this.floor);
  }

  leave(rung) {
    if (this.rung === rung) return;
    this.stop();
    this.tell(rung);
  }

  // Another page of the same person has taken over.
  yield() {
    this.stop();
    this.rung = "text";
  }

  stop() {
    this.quality?.stop();
    this.endForwarding();
    this.mesh?.close();
    this.mesh = null;
    this.release();
  }

  release() {
    for (const track of [...(this.stream?.getTracks() ?? []), ...(this.screen?.getTracks() ?? [])]) track.stop();
    this.stream = this.screen = null;
  }

  mute(muted) {
    this.muted = muted;
    this.sound();
  }

  // Silent by hand or by the mediator.
  sound() {
    const track = this.track("audio");
    if (track) track.enabled = !this.muted && !this.floor?.me.muted;
  }

  async share() {
    if (this.screen) { this.endSharing(); return; }
    this.screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 8 } } });
    const [track] = this.screen.getVideoTracks();
    track.contentHint = "detail";
    track.addEventListener("ended", () => this.endSharing());
    await this.use("video", track);
    this.stage.show(this.me, this.screen);
  }

  async endSharing() {
    for (const track of this.screen?.getTracks() ?? []) track.stop();
    this.screen = null;
    await this.use("video", this.track("video"));
    this.stage.show(this.me, this.stream);
    this.draw();
  }

  linked(seat, state) {
    const tile = this.stage.tiles.get(seat);
    if (tile) tile.dataset.link = state;
    if (state === "failed") this.say(this.words.no_path);
  }

  graded(grade) {
    this.line.act("quality", { quality: grade });
    this.root.querySelector("[data-network]").textContent = this.words[`line_${grade}`];
    clearTimeout(this.enduring);
    if (grade === "bad" && this.rung === "video") this.enduring = setTimeout(() => this.giveUpPicture(), ENDURE);
  }

  async giveUpPicture() {
    await this.press("audio");
    this.say(this.words.sound_only_now);
  }

  draw() {
    const on = SOUNDING.includes(this.rung);
    const pressed = { video: this.rung === "video", audio: this.rung === "audio", mute: this.muted || Boolean(this.floor?.me.muted), screen: Boolean(this.screen), hand: Boolean(this.floor?.me.hand), phone: this.rung === "phone" };
    for (const button of this.controls.querySelectorAll("[data-voice]")) {
      const what = button.dataset.voice;
      if (what in pressed) button.setAttribute("aria-pressed", pressed[what]);
      if (["mute", "screen", "text"].includes(what)) button.hidden = !on || (what === "screen" && !navigator.mediaDevices?.getDisplayMedia);
      if (what === "mute") button.disabled = Boolean(this.floor?.me.muted);
    }
    this.root.dataset.rung = this.rung;
  }

  track(kind) { return this.stream?.getTracks().find((track) => track.kind === kind) ?? null; }

  get me() { return Number(this.root.dataset.seat); }
}
