// Large files go in pieces of 5 MB before their form is sent (tus 1.0.0): a lost network costs one piece at most,
// and the same file chosen again, even after closing the page, goes on where it stopped.
const PIECE = 5 * 1024 * 1024;
const SMALL = 512 * 1024; // goes with the form
const WAITS = [1, 2, 4, 8, 15]; // seconds between tries; the last one repeats

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const named = (name) => btoa(String.fromCharCode(...new TextEncoder().encode(name)));
const place = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;

class Refused extends Error {}

function online(seconds, signal) {
  return new Promise((done, stop) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true, signal });
    signal.addEventListener("abort", () => { clearTimeout(timer); stop(signal.reason); }, { once: true });
  });
}

class Sending {
  constructor(file, token, show, signal) { Object.assign(this, { file, show, signal, sent: 0 }); this.headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token }; }

  ask(address, method, headers = {}, body = undefined) {
    return fetch(address, { method, body, signal: this.signal, credentials: "same-origin", headers: { ...this.headers, ...headers } });
  }

  // What the server has of this file; a new upload when it knows of none.
  async begin() {
    const known = localStorage.getItem(place(this.file));
    const answer = known ? await this.ask(known, "HEAD") : null;
    if (answer?.ok) { this.address = known; this.sent = Number(answer.headers.get("Upload-Offset")); return; }
    const begun = await this.ask("/uploads", "POST", { "Upload-Length": this.file.size, "Upload-Metadata": `filename ${named(this.file.name)}` });
    if (begun.status !== 201) throw new Refused(await begun.text());
    this.address = begun.headers.get("Location");
    this.sent = 0;
    localStorage.setItem(place(this.file), this.address);
  }

  async piece() {
    const part = await this.file.slice(this.sent, this.sent + PIECE).arrayBuffer();
    const sum = await crypto.subtle.digest("SHA-256", part);
    const headers = { "Upload-Offset": this.sent, "Content-Type": "application/offset+octet-stream", "Upload-Checksum": `sha256 ${base64(sum)}` };
    const answer = await this.ask(this.address, "PATCH", headers, part);
    if (answer.status === 204) { this.sent = Number(answer.headers.get("Upload-Offset")); return; }
    if (answer.status === 409 || answer.status === 460) { await this.begin(); return; }
    if (answer.status >= 500) throw new TypeError(answer.status);
    throw new Refused(await answer.text());
  }

  // Return the key that the form carries in place of the file.
  async whole() {
    for (let failed = 0; !this.address || this.sent < this.file.size;) {
      try {
        await (this.address ? this.piece() : this.begin());
        failed = 0;
        this.show("going", this.sent, this.file.size);
      } catch (error) {
        if (error instanceof Refused || this.signal.aborted) throw error;
        this.show("waiting", this.sent, this.file.size);
        await online(WAITS[Math.min(failed++, WAITS.length - 1)], this.signal);
      }
    }
    return this.address.split("/").pop();
  }
}

function shower(box) {
  const words = box.querySelector("[role=status]"), bar = box.querySelector("progress");
  const mega = (bytes) => (bytes / 1024 / 1024).toFixed(1);
  return (state, sent, size) => {
    box.hidden = false;
    words.textContent = words.dataset[state].replace("{sent}", mega(sent)).replace("{size}", mega(size));
    bar.value = (100 * sent) / size;
  };
}

async function send(form, inputs, box, signal) {
  const token = form.elements.csrfmiddlewaretoken.value;
  for (const input of inputs) {
    for (const file of input.files) {
      const key = await new Sending(file, token, shower(box), signal).whole();
      const carrier = Object.assign(document.createElement("input"), { type: "hidden", name: `${input.name}__pieces`, value: key });
      form.append(carrier);
    }
  }
  for (const input of inputs) [input.value, input.required] = ["", false]; // they have arrived already
}

function prepare(form, box) {
  form.addEventListener("submit", async (event) => {
    const inputs = [...form.querySelectorAll("input[type=file]")].filter((input) => [...input.files].some((file) => file.size > SMALL));
    if (!inputs.length || !window.crypto?.subtle) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.pieces) return;
    form.dataset.pieces = "1";
    const stop = new AbortController();
    box.querySelector("button").onclick = () => stop.abort();
    try {
      await send(form, inputs, box, stop.signal);
      form.requestSubmit(event.submitter);
    } catch (error) {
      for (const carrier of form.querySelectorAll("input[name$=__pieces]")) carrier.remove();
      box.hidden = !(error instanceof Refused);
      if (error instanceof Refused) box.querySelector("[role=status]").textContent = error.message;
    } finally { delete form.dataset.pieces; }
  }, { capture: true });
}

export function sendInPieces(root) {
  for (const box of root.querySelectorAll("[data-sending-file]")) prepare(box.closest("form"), box);
}
