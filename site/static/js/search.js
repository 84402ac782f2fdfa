// Makes the search page quicker: choices change it in place. Without this file the same links and form load it anew.
(() => {
  "use strict";

  const page = document.getElementById("search");
  if (!page) return;
  const part = () => document.getElementById("search-part");
  const byId = (id) => id && document.getElementById(id);

  // --- Addresses: only what was chosen ---

  const isIdle = (name, value, near) => !value || (name === "radius" && !near);

  const chosen = (form) => {
    const pairs = [...new FormData(form)].filter(([name, value]) => !isIdle(name, value, form.elements.near.value));
    return new URLSearchParams(pairs);
  };

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail?.elt?.id !== "search-form") return;
    const kept = chosen(detail.elt);
    for (const name of [...detail.formData.keys()]) detail.formData.delete(name);
    for (const [name, value] of kept) detail.formData.append(name, value);
  });

  // The form as the browser sends it, where HTMX is missing.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.id !== "search-form") return;
    for (const control of event.target.elements) {
      if (control.name && isIdle(control.name, control.value, event.target.elements.near.value)) control.disabled = true;
    }
  });
  window.addEventListener("pageshow", () => {
    for (const control of page.querySelectorAll("[name]:disabled:not([aria-describedby=idle-reason])")) control.disabled = false;
  });

  // --- What must outlive a change of the page: open folds, focus, its place on the screen, words being typed ---

  let kept = null;
  let cause = null;

  const rememberCause = (element) => {
    const chip = element.closest(".chip");
    const chips = chip && [...page.querySelectorAll(".chip")].indexOf(chip);
    cause = {
      chip: chips,
      isRemoval: element.matches(".chip__remove, .chips__clear"),
      isChoice: Boolean(element.closest(".chip__menu")),
      leadsToList: Boolean(element.closest(".pager, .widened, .search-error")) || document.activeElement?.id === "show-offers",
    };
  };

  const remember = () => {
    const active = document.activeElement;
    const isInside = part()?.contains(active);
    kept = {
      folds: [...page.querySelectorAll("details[id]")].map(({ id, open }) => [id, open]),
      id: isInside ? active.id : "",
      top: isInside ? active.getBoundingClientRect().top : null,
      typed: isInside && active.matches("input:not([type=checkbox]):not([type=radio])") ? active.value : null,
    };
  };

  const restore = () => {
    if (!kept) return;
    for (const [id, open] of kept.folds) {
      const fold = byId(id);
      if (fold && (open || !fold.querySelector("[aria-invalid]"))) fold.open = open || fold.matches(".facet__rest[open]");
    }
    const same = byId(kept.id);
    if (same && kept.typed !== null) same.value = kept.typed;
    moveFocus(same);
    kept = cause = null;
  };

  const moveFocus = (same) => {
    if (cause?.leadsToList) {
      if (byId("filters")) byId("filters").open = false;
      const heading = byId("found");
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start" });
    } else if (cause?.isRemoval) {
      const left = [...page.querySelectorAll(".chip__remove")];
      (left[Math.min(cause.chip, left.length - 1)] ?? byId("search-title")).focus({ preventScroll: true });
    } else if (cause?.isChoice) {
      const words = [...page.querySelectorAll(".chip")].map((chip) => chip.querySelector("summary") ?? chip.querySelector("a"));
      words[Math.min(cause.chip, words.length - 1)]?.focus({ preventScroll: true });
    } else if (same && kept.top !== null) {
      if (document.activeElement !== same) same.focus({ preventScroll: true });
      // What was tapped stays under the finger, also where a row of chips has come above it.
      window.scrollBy({ top: same.getBoundingClientRect().top - kept.top, behavior: "instant" });
    }
  };

  const announce = () => {
    document.getElementById("search-status").textContent = byId("found").textContent;
  };

  // The other languages keep the search too.
  const followAddress = () => {
    for (const link of document.querySelectorAll(".languages a[href]")) link.search = location.search;
  };

  // The way home keeps the place.
  const followPlace = () => document.querySelector("a.brand").setAttribute("href", part().dataset.home);

  // --- A change and its outcome ---

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    rememberCause(detail.elt);
    part()?.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "search-part" || !detail.shouldSwap) return;
    remember();
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (!page.contains(detail.elt) && detail.elt !== page) return;
    restore();
    clearError();
    followPlace();
    announce();
  });
  document.addEventListener("htmx:pushedIntoHistory", followAddress);
  document.addEventListener("htmx:historyRestore", () => {
    followAddress();
    followPlace();
    announce();
  });

  const clearError = () => {
    for (const child of [...byId("search-error").children]) if (child.tagName !== "TEMPLATE") child.remove();
  };

  const fail = ({ detail }) => {
    part()?.removeAttribute("aria-busy");
    clearError();
    const box = byId("search-error");
    const message = box.querySelector("template").content.cloneNode(true);
    message.querySelector("a").setAttribute("href", detail.pathInfo?.finalRequestPath ?? detail.path ?? location.href);
    box.append(message);
    window.htmx.process(box);
    box.scrollIntoView({ block: "nearest" });
  };
  for (const name of ["sendError", "responseError", "timeout", "historyCacheMissLoadError"]) {
    document.addEventListener(`htmx:${name}`, fail);
  }

  // --- Chips: Escape and a tap elsewhere close the alternatives ---

  const openChip = () => page.querySelector(".chip__choice[open]");
  document.addEventListener("keydown", (event) => {
    const chip = openChip();
    if (event.key !== "Escape" || !chip) return;
    const hadFocus = chip.contains(document.activeElement);
    chip.open = false;
    if (hadFocus) chip.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    const chip = openChip();
    if (chip && !chip.contains(event.target)) chip.open = false;
  });

  // --- The button below the filters leads to what they have found already ---

  document.addEventListener("click", (event) => {
    if (event.target.closest("#show-offers") === null || !window.htmx) return;
    const wanted = chosen(byId("search-form"));
    const shown = new URLSearchParams(location.search);
    shown.delete("page");
    wanted.sort();
    shown.sort();
    if (`${wanted}` !== `${shown}` || part().hasAttribute("aria-busy")) return;
    event.preventDefault();
    cause = { leadsToList: true };
    moveFocus(null);
    cause = null;
  });

  // --- Position: asked for after a tap only ---

  document.addEventListener("click", (event) => {
    const position = event.target.closest("[data-position]");
    if (!position || !event.target.closest("button")) return;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Three decimals, about 100 metres: near enough, and nobody's front door.
        const point = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
        const { near } = byId("search-form").elements;
        near.add(new Option(point, point, true, true));
        near.value = point;
        byId("search-form").requestSubmit();
      },
      () => {
        page.querySelector("[data-position] [role=status]").textContent = position.dataset.failed;
      },
      { maximumAge: 300000, timeout: 15000 },
    );
  });
})();
