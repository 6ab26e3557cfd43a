// Reads a text aloud with a Chinese voice of the device. Without one on the device itself the button stays away: voices of a network service would send the text.
const voice = () => speechSynthesis.getVoices().find((one) => one.localService && /^(zh|cmn)/i.test(one.lang));

function offer(box) {
  if (!voice()) return;
  const button = box.querySelector("button"), begin = button.textContent;
  box.hidden = false;
  const done = () => { button.textContent = begin; };
  button.onclick = () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); done(); return; }
    const parts = [...document.getElementById(box.dataset.aloud).querySelectorAll("p, li")]; // one sentence each: long ones are cut off by some voices
    parts.forEach((part, n) => {
      const words = new SpeechSynthesisUtterance(part.innerText);
      Object.assign(words, { voice: voice(), lang: "zh-CN", rate: 0.9, onend: n === parts.length - 1 ? done : null, onerror: done });
      speechSynthesis.speak(words);
    });
    button.textContent = box.dataset.stop;
  };
}

if ("speechSynthesis" in window) {
  const begin = () => document.querySelectorAll("[data-aloud][hidden]").forEach(offer);
  begin();
  speechSynthesis.addEventListener?.("voiceschanged", begin);
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
