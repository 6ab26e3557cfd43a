// A voice note, recorded into a form's file field. Whoever has no microphone chooses a file.
const LONGEST = 300; // seconds

function kind() {
  return [["audio/mp4", "m4a"], ["audio/webm", "webm"], ["audio/ogg", "ogg"]].find(([type]) => MediaRecorder.isTypeSupported(type));
}

function finished(box, into, chunks, suffix) {
  const type = chunks[0]?.type.split(";")[0] ?? "audio/webm";
  const file = new File(chunks, `voice.${suffix}`, { type });
  const carrier = new DataTransfer();
  carrier.items.add(file);
  into.files = carrier.files;
  const player = box.querySelector("audio");
  player.src = URL.createObjectURL(file);
  player.hidden = false;
}

async function begin(box, into) {
  const begins = box.querySelector("[data-begin]"), ends = box.querySelector("[data-end]"), time = box.querySelector("[data-time]");
  const [type, suffix] = kind();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 48000 });
  const chunks = [], began = performance.now();
  const clock = setInterval(() => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds >= LONGEST) recorder.stop();
  }, 250);
  recorder.ondataavailable = (event) => chunks.push(event.data);
  recorder.onstop = () => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
    [begins.hidden, ends.hidden] = [false, true];
    finished(box, into, chunks, suffix);
    begins.focus();
  };
  ends.onclick = () => recorder.stop();
  recorder.start();
  [begins.hidden, ends.hidden] = [true, false];
  ends.focus();
}

export function record(root) {
  if (!window.MediaRecorder || !navigator.mediaDevices || !kind()) return;
  for (const box of root.querySelectorAll("[data-recorder]")) {
    const into = document.getElementById(box.dataset.recorder);
    box.hidden = false;
    box.querySelector("[data-begin]").onclick = () => begin(box, into).catch(() => { box.querySelector("[data-refused]").hidden = false; });
  }
}
