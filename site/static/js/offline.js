// Registers the service worker once the page is read, and tells it what this first page is made of.
(() => {
  "use strict";
  if (!navigator.serviceWorker || !window.isSecureContext) return;

  window.addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register("/sw.js", { scope: "/" });
      const { active } = await navigator.serviceWorker.ready;
      const files = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0]);
      const known = navigator.serviceWorker.controller ? [] : files;
      if (known.length) active.postMessage({ kind: "opened", page: location.href.split("#")[0], files: known });
    } catch {
      // Private windows and full disks refuse: the site works as it is.
    }
  });
})();
