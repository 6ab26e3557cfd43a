// Voice and picture through the media server, which this page never talks to: descriptions and candidates travel over the room's socket.
// One connection up (what this page sends), one connection down (everybody it may hear); `streams` says which part belongs to which seat.
//
//   const sfu = new Sfu({ send, ice, local, onTrack, onGone });
//   await sfu.up();             the camera's stream (local) may be null, then only listen
//   await sfu.hear(message);    every {"type":"signal","leg":"up"|"down"} of the socket
//   sfu.close();
//
// send(message) writes to the socket; ice is what {"type":"ice"} gave; onTrack(seat, track, stream) and onGone(seat) keep the tiles;
// onRefused(leg) is told when the server wants the page to begin anew.

export class Sfu {
  constructor({ send, ice = [], local = null, onTrack = () => {}, onGone = () => {}, onRefused = () => {} }) {
    Object.assign(this, { send, ice, local, onTrack, onGone, onRefused });
    this.links = { up: null, down: null };
    this.sending = { audio: null, video: null };
    this.seats = new Map(); // of the connection down: part -> seat
    this.streams = new Map(); // seat -> MediaStream
    this.work = Promise.resolve(); // one message after the other
  }

  // Both lines are there from the beginning, with or without a track: nothing is negotiated again when one comes or goes.
  async up() {
    if (!this.local) return;
    const link = this.links.up ?? this.open("up");
    for (const kind of ["audio", "video"]) {
      const track = this.local.getTracks().find((one) => one.kind === kind);
      this.sending[kind] ??= link.addTransceiver(track ?? kind, { direction: "sendonly", streams: [this.local] }).sender;
    }
    await link.setLocalDescription();
    this.say("up", { description: { type: "offer", sdp: link.localDescription.sdp } });
  }

  // Another microphone, camera or screen, or none.
  async use(kind, track) { await this.sending[kind]?.replaceTrack(track); }

  // What was measured for each seat.
  async stats() {
    const seats = new Map();
    for (const { mid, receiver } of this.links.down?.getTransceivers() ?? []) {
      const seat = this.seats.get(mid);
      if (seat !== undefined) seats.set(seat, new Map([...(seats.get(seat) ?? []), ...(await receiver.getStats())]));
    }
    return seats;
  }

  hear(message) {
    this.work = this.work.then(() => this.take(message)).catch(() => this.onRefused(message.leg));
    return this.work;
  }

  close() {
    for (const leg of ["up", "down"]) this.shut(leg);
    this.show({});
  }

  async take({ leg, description, candidate, streams, fresh, refused }) {
    if (refused) this.onRefused(leg);
    else if (leg === "up" && description) await this.links.up?.setRemoteDescription(description);
    else if (leg === "down" && description) await this.answer(description, streams, fresh);
    else if (leg === "down" && streams) this.listenToNobody();
    else if (candidate) await this.links[leg]?.addIceCandidate(candidate);
  }

  async answer(description, streams, fresh) {
    if (fresh) this.shut("down");
    const link = this.links.down ?? this.open("down");
    this.show(streams);
    await link.setRemoteDescription(description);
    await link.setLocalDescription();
    this.say("down", { description: { type: "answer", sdp: link.localDescription.sdp } });
  }

  listenToNobody() {
    this.shut("down");
    this.show({});
  }

  show(streams) {
    const seats = new Map(Object.entries(streams));
    const now = new Set(seats.values());
    const left = new Set([...this.seats.values()].filter((seat) => !now.has(seat)));
    this.seats = seats;
    for (const seat of left) {
      this.streams.delete(seat);
      this.onGone(seat);
    }
    for (const transceiver of this.links.down?.getTransceivers() ?? []) this.give(transceiver.mid, transceiver.receiver.track);
  }

  // A part may be given to another seat later: its track moves with it.
  give(mid, track) {
    const seat = this.seats.get(mid);
    for (const [other, stream] of this.streams) if (other !== seat && stream.getTracks().includes(track)) stream.removeTrack(track);
    if (seat === undefined) return;
    const stream = this.streams.get(seat) ?? new MediaStream();
    this.streams.set(seat, stream);
    if (stream.getTracks().includes(track)) return;
    stream.addTrack(track);
    this.onTrack(seat, track, stream);
  }

  open(leg) {
    const link = new RTCPeerConnection({ iceServers: this.ice, bundlePolicy: "max-bundle" });
    link.onicecandidate = ({ candidate }) => this.say(leg, { candidate: candidate ? candidate.toJSON() : null });
    if (leg === "down") link.ontrack = ({ track, transceiver }) => this.give(transceiver.mid, track);
    this.links[leg] = link;
    return link;
  }

  shut(leg) {
    this.links[leg]?.close();
    this.links[leg] = null;
    if (leg === "up") this.sending = { audio: null, video: null };
    else this.streams.clear();
  }

  say(leg, body) {
    this.send({ type: "signal", leg, ...body });
  }
}
