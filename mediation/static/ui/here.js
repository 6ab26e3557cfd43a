// Says every fifteen seconds that this page is open, and shows which colleagues have it open too.
const form = document.querySelector("[data-here]"), words = form?.querySelector("[role=status]");

async function tell() {
  if (document.hidden) return;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) return;
    const said = (await answer.json()).words;
    if (words.textContent !== said) words.textContent = said;
    words.hidden = !said;
  } catch { /* without a network the next time tells */ }
}

if (form) {
  setInterval(tell, 15000);
  document.addEventListener("visibilitychange", tell);
}
