// At the door: try camera, microphone and loudspeaker; wait until the mediator opens or lets one in.
const waiting = document.querySelector("[data-door]");
if (waiting) wait(waiting.dataset.door, waiting.dataset.seated !== undefined);
for (const box of document.querySelectorAll("[data-check]")) check(box);

function wait(number, seated) {
  setInterval(async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok && !(await answer.text()).includes("data-door=")) location.reload();
  }, 4000);
  if (!seated) return;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/ws/room/${number}`);
  socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", after: 0, line: "door" })));
  socket.addEventListener("close", (event) => { if (event.code === 4409) location.reload(); });
}

function check(box) {
  const words = { ...box.dataset };
  const begin = box.querySelector("[data-try]"), video = box.querySelector("video"), bar = box.querySelector("meter"), told = box.querySelector("[role=status]");
  box.hidden = !navigator.mediaDevices?.getUserMedia;
  begin.addEventListener("click", async () => {
    begin.disabled = true;
    const stream = await tried(told, words);
    begin.disabled = false;
    if (!stream) return;
    video.hidden = !stream.getVideoTracks().length;
    video.srcObject = stream;
    [bar.parentElement.hidden, begin.hidden] = [false, true];
    listen(stream, bar);
    addEventListener("pagehide", () => stream.getTracks().forEach((track) => track.stop()));
  });
  box.querySelector("[data-tone]").addEventListener("click", tone);
}

async function tried(told, words) {
  for (const [asked, sentence] of [[{ audio: true, video: true }, words.both], [{ audio: true }, words.sound]]) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(asked);
      told.textContent = sentence;
      return stream;
    } catch { /* the next lower step */ }
  }
  told.textContent = words.none;
  return null;
}

function listen(stream, bar) {
  const audio = new AudioContext(), analyser = audio.createAnalyser(), samples = new Float32Array(512);
  audio.createMediaStreamSource(stream).connect(analyser);
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    bar.value = Math.min(1, 4 * Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
    requestAnimationFrame(look);
  };
  look();
}

function tone() {
  const audio = new AudioContext(), sound = audio.createOscillator(), level = audio.createGain();
  level.gain.value = 0.15;
  sound.frequency.value = 660;
  sound.connect(level).connect(audio.destination);
  sound.start();
  sound.stop(audio.currentTime + 0.6);
}
