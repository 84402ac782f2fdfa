// Copying, the phone's own way to send, printing: shown only where the browser can do it.
(() => {
  "use strict";

  for (const box of document.querySelectorAll("[data-share]")) {
    const { title, text, url, copied, byHand } = box.dataset;
    const said = box.querySelector("[role=status]");
    const field = box.querySelector("input");

    const native = box.querySelector("[data-share-native]");
    if (navigator.share) {
      native.hidden = false;
      native.querySelector("button").addEventListener("click", () => {
        // Closing the phone's own window is no fault.
        navigator.share({ title, text, url }).catch(() => {});
      });
    }

    const copy = box.querySelector("[data-share-copy]");
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(url);
        said.textContent = copied;
      } catch {
        field.select();
        said.textContent = byHand;
      }
    });
    field.addEventListener("focus", () => field.select());
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    for (const hint of document.querySelectorAll("[data-print-hint]")) hint.hidden = true;
  }
})();
