// Throws away the pages the service worker kept: on the page shown without a network, and before a list is forgotten.
(() => {
  "use strict";

  const forget = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("finder-pages")).map((name) => caches.delete(name)));
  };

  const button = document.querySelector("[data-forget]");
  if (button) {
    button.addEventListener("click", async () => {
      const said = document.querySelector("[data-forget-status]");
      try {
        await forget();
        document.querySelector("[data-kept]").remove();
        said.textContent = button.dataset.done;
      } catch {
        said.textContent = button.dataset.failed;
      }
      // The button is gone: the reading goes on where its effect is said.
      said.focus();
    });
  }

  const form = document.querySelector("[data-forget-all]");
  if (form && window.caches) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      // The server's answer clears the same in browsers that know how; then this finds nothing.
      await forget().catch(() => {});
      HTMLFormElement.prototype.submit.call(form);
    });
  }
})();
