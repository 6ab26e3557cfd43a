// A double tap sends once. The server makes one case of retries anyway; this spares people the second page.
export function sendOnce(root) {
  for (const form of root.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sending) { event.preventDefault(); return; }
      if (!navigator.onLine) {
        event.preventDefault();
        const button = event.submitter;
        addEventListener("online", () => form.requestSubmit(button), { once: true });
        return;
      }
      form.dataset.sending = "1";
      event.submitter?.setAttribute("aria-busy", "true");
    });
  }
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    for (const button of form.elements) button.removeAttribute("aria-busy"); // also those that stand elsewhere and belong to it
  }
});
