// How good the line is, from what WebRTC measures; two measurements in a row must agree before anything is said.
const EVERY = 3000; // ms
const LIMITS = { bad: { loss: 0.12, rtt: 0.9 }, weak: { loss: 0.04, rtt: 0.4 } };

export class Quality {
  constructor({ stats, onMeasured, onGrade }) {
    Object.assign(this, { stats, onMeasured, onGrade, before: new Map(), last: "", grade: "" });
    this.timer = setInterval(() => this.measure(), EVERY);
  }

  async measure() {
    const grades = [];
    for (const [seat, report] of await this.stats()) {
      const seen = summed(report), before = this.before.get(seat) ?? { lost: 0, received: 0 };
      const lost = seen.lost - before.lost, received = seen.received - before.received;
      const loss = lost + received > 0 ? Math.max(lost, 0) / (lost + received) : 0;
      this.before.set(seat, seen);
      this.onMeasured(seat, { frames: seen.frames, width: seen.width, sound: seen.sound, loss });
      grades.push(received > 0 || !before.received ? graded(loss, seen.rtt) : "bad");
    }
    if (!grades.length) return;
    const now = ["bad", "weak", "good"].find((grade) => grades.includes(grade));
    if (now === this.last && now !== this.grade) { this.grade = now; this.onGrade(now); }
    this.last = now;
  }

  stop() { clearInterval(this.timer); }
}

function summed(report) {
  const seen = { lost: 0, received: 0, frames: 0, width: 0, sound: 0, rtt: 0 };
  for (const row of report.values()) {
    if (row.type === "inbound-rtp") {
      seen.lost += row.packetsLost ?? 0;
      seen.received += row.packetsReceived ?? 0;
      if (row.kind === "audio") seen.sound += row.totalAudioEnergy ?? 0;
      if (row.kind === "video") { seen.frames += row.framesDecoded ?? 0; seen.width = row.frameWidth ?? 0; }
    } else if (row.type === "candidate-pair" && row.nominated) seen.rtt = row.currentRoundTripTime ?? 0;
  }
  return seen;
}

const graded = (loss, rtt) => Object.keys(LIMITS).find((grade) => loss > LIMITS[grade].loss || rtt > LIMITS[grade].rtt) ?? "good";
