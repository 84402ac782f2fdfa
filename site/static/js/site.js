// Makes pages quicker; every page works without it.
(() => {
  "use strict";

  // The language chosen is the one to start with next time.
  for (const link of document.querySelectorAll("[data-language]")) {
    link.addEventListener("click", () => {
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `language=${link.dataset.language}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    });
  }

  // The map opens in its place on a tap; before that nothing of it is loaded.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-map] > a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const box = link.parentElement;
    const frame = document.createElement("iframe");
    frame.src = link.href;
    frame.title = box.dataset.title;
    box.replaceChildren(frame);
    frame.focus();
  });
})();
