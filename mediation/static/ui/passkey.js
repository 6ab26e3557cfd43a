// Say in words when a passkey could not be read; the library only writes to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const notice = document.querySelector("[data-passkey-error]");
  if (notice) notice.hidden = false;
});
