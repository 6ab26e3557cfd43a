// The live room: says hello with the last number it has, so nothing is lost or doubled after a break.
const room = document.querySelector("[data-room]");
const talk = room?.querySelector("[data-talk]");
const form = room?.querySelector("[data-say]");
if (talk) start();

function start() {
  let last = Number(room.dataset.last);
  let socket = null;
  let wait = 250;
  const unsent = new Map(); // id → message, kept until the server has numbered it
  const state = room.querySelector("[data-state]");
  let zone = room.dataset.zone; // whom this screen says one is talking to; words go there even if the caucus ended a moment ago
  talk.scrollTop = talk.scrollHeight;

  const send = (message) => { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message)); };

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/ws/room/${room.dataset.room}`);
    socket.addEventListener("open", () => {
      wait = 250;
      room.dataset.live = "1";
      send({ type: "hello", after: last });
      for (const message of unsent.values()) send(message);
    });
    socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => {
      delete room.dataset.live;
      if ([4401, 4404].includes(event.code)) { location.reload(); return; }
      state.textContent = room.dataset.reconnecting;
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 5000);
    });
  }

  function hear(message) {
    if (message.type === "said" && message.seq === last + 1) { last = message.seq; unsent.delete(message.id); show(message); }
    else if (message.type === "room") showState(message.talk);
    else if (message.type === "refused") { giveBack(message); }
  }

  function giveBack(message) {
    const words = unsent.get(message.id)?.text;
    unsent.delete(message.id);
    if (words) form.elements.text.value = [words, form.elements.text.value].filter(Boolean).join("\n");
    if (message.sentence) state.textContent = message.sentence;
  }

  function showState(message) {
    state.dataset.caucus = message.caucus ? "1" : "";
    const mediator = room.dataset.reader === "mediator";
    zone = message.caucus && message.with_you ? (mediator ? message.side : room.dataset.reader) : "";
    if (!message.caucus) state.textContent = room.dataset.together;
    else if (mediator) state.textContent = message.side === "applicant" ? room.dataset.withApplicant : room.dataset.withRespondent;
    else state.textContent = message.with_you ? room.dataset.alone : room.dataset.elsewhere;
  }

  function show(message) {
    const line = document.createElement("li");
    line.className = `talk__line talk__line--${message.role}`;
    line.classList.toggle("talk__line--mine", message.role === room.dataset.reader);
    line.classList.toggle("talk__line--private", message.private);
    line.dataset.seq = message.seq;
    const who = document.createElement("small");
    who.textContent = `${message.name} · ${new Date(message.at).toTimeString().slice(0, 5)}`;
    line.append(who);
    const source = `/room/${room.dataset.room}/file/${message.file}`;
    if (message.kind === "picture") {
      const image = document.createElement("img");
      image.src = source;
      image.alt = room.dataset.picture;
      line.append(image);
    } else {
      const words = document.createElement("p");
      words.textContent = message.text;
      line.append(words);
    }
    talk.append(line);
    talk.scrollTop = talk.scrollHeight;
  }

  form?.addEventListener("submit", (event) => {
    const text = form.elements.text.value.trim();
    if (!text && !form.elements.file.files.length) { event.preventDefault(); return; }
    if (!room.dataset.live && !text) return; // the plain form takes it
    event.preventDefault();
    const to = form.elements.to?.checked ? form.elements.to.value : zone;
    if (text) {
      const message = { type: "say", id: crypto.randomUUID(), text, to };
      unsent.set(message.id, message);
      send(message);
      form.elements.text.value = "";
    }
    sendPicture(to);
  });
  form?.elements.text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  form?.elements.file.addEventListener("change", () => form.requestSubmit());

  async function sendPicture(to) {
    if (!form.elements.file.files.length) return;
    const body = new FormData(form);
    body.set("text", "");
    body.set("to", to);
    body.set("client_id", crypto.randomUUID().slice(0, 24));
    form.elements.file.value = "";
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) state.textContent = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[role=alert]")?.textContent ?? "";
  }

  room.parentElement.querySelector("[data-deed]")?.addEventListener("submit", (event) => {
    if (!room.dataset.live) return;
    event.preventDefault();
    send({ type: "do", deed: "caucus", side: event.submitter.value });
  });
  connect();
}
