// Niceties only: every page does all it does without this.
"use strict";
(() => {
  // A form is sent once, however often its button is pressed; coming back by the browser's arrow frees it again.
  const sent = new WeakSet();
  addEventListener("submit", (event) => {
    if (sent.has(event.target)) { event.preventDefault(); return; }
    if (!event.target.hasAttribute("data-file")) sent.add(event.target);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // Back from the gateway: look there at once instead of waiting for the button.
  const look = document.querySelector("form[data-by-itself]");
  if (look) { sent.add(look); look.submit(); }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
