// Voice and picture from page to page. The page of the lower seat calls, the other answers: no offer ever meets another.
// Nothing is negotiated again: camera, microphone and screen only change the tracks on the same two lines.
const PATIENCE = 8000; // ms until an unanswered call is made anew
const KEEP = 5000; // ms that a description is kept for a seat of which the room has not told yet

export class Mesh {
  constructor({ me, send, ice, onStream, onLink }) {
    Object.assign(this, { me, send, ice, onStream, onLink, peers: new Map(), early: [], tracks: { audio: null, video: null } });
  }

  // Make the links equal to what the room says: seat → the page that has its voice.
  arrange(wanted) {
    for (const [seat, peer] of this.peers) if (wanted.get(seat) !== peer.line) this.drop(seat);
    for (const [seat, line] of wanted) if (!this.peers.has(seat)) this.open(seat, line);
    const now = performance.now(), kept = this.early.filter((signal) => now - signal.at < KEEP);
    this.early = [];
    for (const signal of kept) this.hear(signal.message, signal.at);
  }

  open(seat, line) {
    const pc = new RTCPeerConnection({ iceServers: this.ice.servers, iceTransportPolicy: this.ice.policy });
    const peer = { pc, line, calls: this.me < seat, waiting: [] };
    this.peers.set(seat, peer);
    pc.ontrack = ({ track }) => this.onStream(seat, this.incoming(peer, track));
    pc.onicecandidate = ({ candidate }) => this.send({ type: "signal", leg: String(seat), candidate: candidate?.toJSON() ?? null });
    pc.onconnectionstatechange = () => this.changed(seat, peer);
    if (peer.calls) {
      for (const kind of ["audio", "video"]) pc.addTransceiver(kind, { direction: "sendrecv" });
      this.call(seat, peer);
    }
  }

  incoming(peer, track) {
    peer.stream ??= new MediaStream();
    peer.stream.addTrack(track);
    return peer.stream;
  }

  async call(seat, peer, options = {}) {
    await this.fill(peer);
    await peer.pc.setLocalDescription(await peer.pc.createOffer(options));
    this.send({ type: "signal", leg: String(seat), description: peer.pc.localDescription });
    clearTimeout(peer.timer);
    peer.timer = setTimeout(() => { if (this.peers.get(seat) === peer && peer.pc.connectionState !== "connected") this.renew(seat, peer); }, PATIENCE);
  }

  renew(seat, peer) {
    this.drop(seat);
    this.open(seat, peer.line);
  }

  // Put the tracks of this page on the lines of a peer.
  async fill(peer) {
    for (const transceiver of peer.pc.getTransceivers()) {
      const kind = transceiver.receiver.track.kind;
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(this.tracks[kind]);
      await limit(transceiver.sender, this.peers.size);
    }
  }

  async hear(message, at = performance.now()) {
    const seat = Number(message.leg), peer = this.peers.get(seat);
    if (!peer || peer.line !== message.line) { this.early.push({ message, at }); return; }
    try {
      if (message.description) await this.describe(seat, peer, message.description);
      else if (peer.pc.remoteDescription) await peer.pc.addIceCandidate(message.candidate);
      else peer.waiting.push(message.candidate);
    } catch { if (peer.calls && this.peers.get(seat) === peer) this.renew(seat, peer); }
  }

  async describe(seat, peer, description) {
    if (description.type === "offer" && !peer.calls) {
      if (peer.pc.remoteDescription && fingerprint(peer.pc.remoteDescription) !== fingerprint(description)) { // the caller began anew
        this.drop(seat);
        this.open(seat, peer.line);
        peer = this.peers.get(seat);
      }
      await peer.pc.setRemoteDescription(description);
      await this.fill(peer);
      await peer.pc.setLocalDescription();
      this.send({ type: "signal", leg: String(seat), description: peer.pc.localDescription });
    } else if (description.type === "answer" && peer.calls && peer.pc.signalingState === "have-local-offer") await peer.pc.setRemoteDescription(description);
    for (const candidate of peer.waiting.splice(0)) await peer.pc.addIceCandidate(candidate);
  }

  changed(seat, peer) {
    const state = peer.pc.connectionState;
    this.onLink(seat, state);
    if (state === "connected") clearTimeout(peer.timer);
    if (state === "failed" && peer.calls) this.call(seat, peer, { iceRestart: true });
  }

  // Another microphone, camera or screen, or none.
  async use(kind, track) {
    this.tracks[kind] = track;
    await Promise.all([...this.peers.values()].map((peer) => (peer.pc.getTransceivers().length ? this.fill(peer) : null)));
  }

  async stats() {
    const reports = await Promise.all([...this.peers].map(async ([seat, { pc }]) => [seat, await pc.getStats()]));
    return new Map(reports);
  }

  drop(seat) {
    const peer = this.peers.get(seat);
    clearTimeout(peer?.timer);
    peer?.pc.close();
    this.peers.delete(seat);
    this.onStream(seat, null);
  }

  close() { for (const seat of [...this.peers.keys()]) this.drop(seat); }
}

const fingerprint = ({ sdp }) => /a=fingerprint:(.*)/.exec(sdp)?.[1];

// The more pages, the smaller each picture: an old phone sends it to every one of them.
async function limit(sender, peers) {
  if (sender.track?.kind !== "video") return;
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  Object.assign(parameters.encodings[0], { maxBitrate: peers > 2 ? 250_000 : 700_000, scaleResolutionDownBy: peers > 2 ? 2 : 1 });
  await sender.setParameters(parameters).catch(() => null);
}
