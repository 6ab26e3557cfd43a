// Sealed figures: sealed, opened and checked on this device. The exact bytes are in docs/sealed-bids.md.
const bytes = (text) => new TextEncoder().encode(text);
const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

async function sha256(...parts) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer())));
}

// What is hashed: keys in this order, no spaces, the amount with two decimals.
function bidText(facts, amount) {
  return JSON.stringify({ amount, bidding: facts.bidding, case: facts.case, round: facts.round, side: facts.side });
}

const commit = (facts, amount, nonce) => sha256(unhex(nonce), bytes(bidText(facts, amount)));

function plainAmount(written) {
  const found = /^0*(\d{1,10})(?:\.(\d{1,2}))?$/.exec(written.trim());
  return found ? `${found[1]}.${(found[2] ?? "").padEnd(2, "0")}` : null;
}

async function chainFits(facts) {
  let last = await sha256(new Uint8Array(32), bytes(facts.question));
  if (last !== facts.first) return false;
  for (const { text, link } of facts.chain) {
    last = await sha256(unhex(last), bytes(text));
    if (last !== link) return false;
  }
  return true;
}

const keyOf = (facts) => `bid:${facts.case}:${facts.round}:${facts.bidding}:${facts.side}`;
const keep = (facts, receipt) => localStorage.setItem(keyOf(facts), JSON.stringify(receipt));

// The receipt. As soon as it is no longer needed, the figure goes from this device; the hashes stay to compare with.
function receiptOf(facts) {
  const kept = JSON.parse(localStorage.getItem(keyOf(facts)) ?? "null");
  if (kept?.nonce && !facts.waiting && kept.commitment === facts.commitment) {
    const { commitment, first, head } = kept;
    keep(facts, { commitment, first, head });
  }
  return kept;
}

const factsIn = (part) => JSON.parse(part.querySelector("script[type='application/json']").textContent);

// The receipt is kept before anything leaves: without it the figure could never be opened.
async function seal(form, facts) {
  const field = form.querySelector("[data-amount]"), amount = plainAmount(field.value);
  if (!amount) { field.reportValidity(); return; }
  const nonce = hex(crypto.getRandomValues(new Uint8Array(32)));
  const commitment = await commit(facts, amount, nonce);
  keep(facts, { amount, nonce, commitment, first: facts.first });
  const now = document.getElementById(field.id)?.form; // its panel may have come anew meanwhile, or another in its place
  if (!now) return;
  now.elements.commitment.value = commitment;
  now.dataset.sealed = "1";
  now.requestSubmit();
}

addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-seal]");
  if (!form || form.dataset.sealed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  seal(form, factsIn(form.closest("[data-bidding]")));
}, true);

// Open by itself, but only when the record is still the one under which this device sealed. A panel that comes anew
// meanwhile opens in its place; opening the same figure twice changes nothing.
async function openOwn(part, facts, kept) {
  const form = part.querySelector("form[data-open]");
  if (!form) return;
  const own = facts.chain.some(({ text }) => JSON.parse(text).commitment === kept.commitment);
  if (!own || facts.first !== kept.first || !(await chainFits(facts))) { form.querySelector("[data-broken]").hidden = false; return; }
  if (!form.isConnected) return;
  keep(facts, { ...kept, head: facts.chain.at(-1).link });
  form.elements.amount.value = kept.amount;
  form.elements.nonce.value = kept.nonce;
  form.requestSubmit();
}

function wakeUp(part) {
  part.dataset.awake = "1";
  const facts = factsIn(part), kept = receiptOf(facts);
  if (!kept || kept.commitment !== facts.commitment) return;
  const receipt = part.querySelector("[data-receipt]");
  if (receipt) {
    receipt.querySelector("[data-receipt-amount]").textContent = kept.amount;
    receipt.querySelector("[data-receipt-nonce]").textContent = kept.nonce;
    receipt.hidden = false;
  }
  if (!document.querySelector(".panel--bids [role='alert']:not([hidden])")) openOwn(part, facts, kept);
}

async function check(part) {
  part.dataset.awake = "1";
  const facts = factsIn(part), kept = receiptOf(facts);
  let fits = await chainFits(facts);
  if (facts.nonce) fits = fits && (await commit(facts, facts.amount, facts.nonce)) === facts.commitment;
  if (kept) fits = fits && kept.first === facts.first && (!kept.head || facts.chain.at(-1)?.link === kept.head);
  const verdict = part.querySelector("[data-verdict]");
  verdict.textContent = fits ? part.dataset.good : part.dataset.bad;
  verdict.classList.add(fits ? "notice--success" : "notice--danger");
}

function look() {
  for (const part of document.querySelectorAll("[data-bidding]:not([data-awake])")) wakeUp(part);
  for (const part of document.querySelectorAll("[data-check]:not([data-awake])")) check(part);
}

if (globalThis.crypto?.subtle) {
  document.documentElement.dataset.seals = "1";
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true }); // panels come and go
}
