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

  const form = document.getElementById("search-form");
  if (!form) return;

  // Addresses without empty parameters are easier to share.
  form.addEventListener("submit", () => {
    const near = form.elements.near;
    for (const control of form.elements) {
      const isEmpty = control.name && !control.value;
      const isIdle = control.name === "radius" && !near.value;
      if (isEmpty || isIdle) control.disabled = true;
    }
  });
  // Back from the next page: the controls are usable again.
  window.addEventListener("pageshow", () => {
    for (const control of form.elements) control.disabled = false;
  });

  const position = form.querySelector("[data-position]");
  if (!position || !navigator.geolocation) return;
  position.hidden = false;
  position.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Three decimals, about 100 metres: near enough, and nobody's front door.
        const point = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
        const near = form.elements.near;
        near.add(new Option(point, point, true, true));
        near.value = point;
        form.requestSubmit();
      },
      () => {
        position.querySelector("[role=status]").textContent = position.dataset.failed;
      },
      { maximumAge: 300000, timeout: 15000 },
    );
  });
})();
