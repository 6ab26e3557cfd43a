// What is still becoming appears by itself: fetch the page again and take its part, until it says that it is finished.
// Nothing is taken from under the finger of somebody who is about to press it.
import { sendOnce } from "./once.js";

const PAUSE = 2500; // milliseconds; a page may ask for another
const box = document.querySelector("[data-fresh]");

async function refresh() {
  if (document.hidden || box.dataset.fresh === "finished" || box.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-fresh]");
  if (!fresh) return;
  box.dataset.fresh = fresh.dataset.fresh;
  if (fresh.innerHTML === box.innerHTML) return;
  box.replaceChildren(...fresh.childNodes);
  sendOnce(box);
}

if (box) setInterval(refresh, Number(box.dataset.pause) || PAUSE);
