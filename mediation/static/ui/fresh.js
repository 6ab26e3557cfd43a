// New texts appear by themselves: fetch the page again and take its list when it says something new.
const PAUSE = 2500;
const list = document.querySelector("[data-outbox]");

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-outbox]");
  if (fresh && fresh.innerHTML !== list.innerHTML) list.replaceChildren(...fresh.children);
}

if (list) setInterval(refresh, PAUSE);
