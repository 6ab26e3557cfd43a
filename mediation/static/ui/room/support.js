// The list comes anew every few seconds, unless somebody is at a button in it.
setInterval(async () => {
  const place = document.querySelector("[data-fresh]");
  if (document.hidden || place.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-fresh]");
  if (fresh && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes);
}, 5000);
