// The live room: one line, and the talk, the stage and the panels that hang on it.
import { sendInPieces } from "../pieces.js";
import { record } from "../record.js";
import { Line } from "./line.js";
import { Panels } from "./panels.js";
import { Talk } from "./talk.js";
import { Voice } from "./voice.js";

const root = document.querySelector("[data-room]");
const words = JSON.parse(document.getElementById("words").textContent);
const state = root.querySelector("[data-state]"), since = root.querySelector("[data-since]");
let began = 0;

const talk = new Talk(root, words);
const line = new Line(root.dataset.room, Number(root.dataset.last), {
  onSaid: (message) => talk.show(message),
  onRoom: (floor) => { showFloor(floor); voice.arrange(floor); panels.turn("people", floor.me.leads && floor.seats.some((seat) => seat.hand || (seat.waiting && !seat.removed))); },
  onOther: (message, mine) => {
    if (message.type === "refused") mine ? talk.giveBack(mine, message.sentence) : complain(message.sentence);
    else if (message.type === "panel") panels.turn(message.panel);
    else voice.hear(message);
  },
  onState: (now) => {
    if (now === "live") { root.dataset.live = "1"; complain(""); voice.again(); panels.again(); } else { delete root.dataset.live; complain(words.reconnecting); }
  },
});
const panels = new Panels(root, line);
const voice = new Voice(root, line, words, complain);
talk.listen(line);
sendInPieces(root);
record(root);

function complain(sentence) {
  const place = root.querySelector("[data-network]");
  if (sentence !== undefined) place.textContent = sentence;
}

// Whom one is talking with, in words: a caucus names its side, whoever is not in it learns only that it is.
function showFloor({ talk: now, me, ended, recording }) {
  const side = me.leads ? now.side : root.dataset.reader;
  talk.zone = now.caucus && now.with_you ? side : "";
  state.parentElement.dataset.caucus = now.caucus ? "1" : "";
  began = now.since ? Date.parse(now.since) : 0;
  if (ended) state.textContent = words.ended;
  else if (!now.caucus) state.textContent = now.screened ? words.apart : words.together;
  else if (me.leads) state.textContent = now.side === "applicant" ? words.with_applicant : words.with_respondent;
  else state.textContent = now.with_you ? words.alone : words.elsewhere;
  root.querySelector("[data-recording]").hidden = !recording;
  root.querySelector("[data-recording-words]").textContent = recording ? words[`recording_${recording}`] : "";
  if (ended && talk.form) location.reload();
  tick();
}

function tick() {
  const seconds = began ? Math.max(0, Math.floor((Date.now() - began) / 1000)) : 0;
  since.textContent = began ? `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}` : "";
}
setInterval(tick, 1000);
