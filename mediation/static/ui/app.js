// What every page does: no double sending, drafts that survive, a word when the network is gone.
import { keepDrafts } from "./draft.js";
import { sendOnce } from "./once.js";
import { drawSignatures } from "./signature.js";

sendOnce(document);
keepDrafts(document);
drawSignatures(document);
const banner = document.querySelector("[data-offline]");
const show = () => { if (banner) banner.hidden = navigator.onLine; };
addEventListener("online", show);
addEventListener("offline", show);
show();
