// What is said: lines as they come, and the form under them. Without a line the plain form is sent.
export class Talk {
  constructor(room, words) {
    Object.assign(this, { words, list: room.querySelector("[data-talk]"), form: room.querySelector("[data-say]"), number: room.dataset.room, reader: room.dataset.reader });
    this.zone = this.form?.elements.zone.value ?? ""; // whom this screen says one is talking to; words go there even if the caucus ended a moment ago
    this.list.scrollTop = this.list.scrollHeight;
  }

  listen(line) {
    this.line = line;
    const { form } = this;
    if (!form) return;
    form.addEventListener("submit", (event) => this.submit(event));
    form.elements.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
    form.elements.file.addEventListener("change", () => { if (form.elements.file.files.length) form.requestSubmit(); });
  }

  submit(event) {
    const { form, line } = this;
    const text = form.elements.text.value.trim(), files = [...form.elements.file.files];
    if (!text && !files.length) { event.preventDefault(); return; }
    if (!line.live && !text) return; // the plain form takes it
    event.preventDefault();
    const to = form.elements.to?.checked ? form.elements.to.value : this.zone;
    if (text) { line.say(text, to); form.elements.text.value = ""; }
    if (files.length || form.querySelector("[name=file__pieces]")) this.sendFiles(to);
  }

  async sendFiles(to) {
    const { form } = this;
    const body = new FormData(form);
    body.set("text", "");
    body.set("to", to);
    body.set("client_id", crypto.randomUUID().slice(0, 24));
    form.elements.file.value = "";
    for (const sent of form.querySelectorAll("[name=file__pieces]")) sent.remove();
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    form.querySelector("[data-sending-file]").hidden = true;
    this.complain(answer.ok ? "" : new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[role=alert], main p")?.textContent ?? "");
  }

  // A refused message goes back into the field.
  giveBack(message, sentence) {
    if (message?.text) this.form.elements.text.value = [message.text, this.form.elements.text.value].filter(Boolean).join("\n");
    this.complain(sentence);
  }

  complain(sentence) {
    const place = this.form?.querySelector("[data-complaint]");
    if (!place) return;
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  show(message) {
    const line = document.createElement("li");
    line.className = `talk__line talk__line--${message.role}`;
    line.classList.toggle("talk__line--mine", message.role === this.reader);
    line.classList.toggle("talk__line--private", message.private);
    const who = document.createElement("small");
    who.textContent = `${message.name} · ${new Date(message.at).toTimeString().slice(0, 5)}`;
    line.append(who, this.content(message));
    const near = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120;
    this.list.append(line);
    if (near || message.role === this.reader) this.list.scrollTop = this.list.scrollHeight;
  }

  content(message) {
    const source = `/room/${this.number}/file/${message.file}`;
    switch (message.kind) {
      case "picture": return Object.assign(document.createElement("img"), { src: source, alt: this.words.picture });
      case "voice": return Object.assign(document.createElement("audio"), { src: source, controls: true, preload: "none" });
      case "file": return Object.assign(document.createElement("a"), { href: source, textContent: message.text });
      default: return Object.assign(document.createElement("p"), { innerText: message.text });
    }
  }
}
