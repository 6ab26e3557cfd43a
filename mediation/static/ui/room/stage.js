// The stage: one tile for each seat that takes part with voice or picture, and the own one.
export class Stage {
  constructor(box, words) { Object.assign(this, { box, words, tiles: new Map() }); }

  arrange(seats, me) {
    const wanted = new Map(seats.map((seat) => [seat.seat, seat]));
    for (const [number, tile] of this.tiles) if (!wanted.has(number)) { tile.remove(); this.tiles.delete(number); }
    for (const seat of wanted.values()) this.fill(seat, seat.seat === me);
    this.box.hidden = !this.tiles.size;
    this.box.dataset.count = this.tiles.size;
  }

  fill(seat, own) {
    const tile = this.tiles.get(seat.seat) ?? this.add(seat, own);
    tile.dataset.here = seat.here ? "1" : "";
    tile.dataset.muted = seat.muted ? "1" : "";
    tile.dataset.rung = seat.rung;
    tile.dataset.hand = seat.hand ? "1" : "";
    tile.querySelector("audio").muted = own || seat.muted;
    tile.querySelector("figcaption").textContent = [seat.name, own ? this.words.you : "", seat.muted ? this.words.muted : "", seat.here ? "" : this.words.reconnecting].filter(Boolean).join(" · ");
  }

  add(seat, own) {
    const tile = document.createElement("figure");
    tile.className = "tile";
    tile.classList.toggle("tile--own", own);
    tile.dataset.seat = seat.seat;
    // Sound has an element of its own: a picture that never comes would hold it up.
    const video = Object.assign(document.createElement("video"), { autoplay: true, playsInline: true, muted: true });
    const audio = Object.assign(document.createElement("audio"), { autoplay: true });
    const face = Object.assign(document.createElement("span"), { className: "tile__face", textContent: seat.name.slice(0, 1) });
    face.ariaHidden = "true";
    tile.append(face, video, audio, document.createElement("figcaption"));
    this.tiles.set(seat.seat, tile);
    this.box.append(tile);
    if (this.streams?.has(seat.seat)) this.show(seat.seat, this.streams.get(seat.seat));
    return tile;
  }

  show(number, stream) {
    (this.streams ??= new Map()).set(number, stream);
    const tile = this.tiles.get(number);
    if (!tile) return;
    const video = tile.querySelector("video"), audio = tile.querySelector("audio");
    if (video.srcObject !== stream) video.srcObject = stream;
    if (stream) video.play().catch(() => {}); // without a picture there is nothing to play
    const sound = tile.classList.contains("tile--own") ? null : stream?.getAudioTracks()[0] ?? null;
    if (audio.dataset.track === (sound?.id ?? "")) return;
    audio.dataset.track = sound?.id ?? "";
    audio.srcObject = sound && new MediaStream([sound]);
    if (sound) audio.play().catch(() => { audio.controls = true; }); // a browser that wants a touch first
  }

  // What was measured on a link, for whoever looks closer (and for tests).
  measured(number, { frames, width, sound, loss }) {
    const tile = this.tiles.get(number);
    if (!tile) return;
    Object.assign(tile.dataset, { frames, sound, loss: loss.toFixed(3) });
    tile.dataset.picture = width > 0 ? "1" : "";
  }
}
