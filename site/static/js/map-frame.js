// Opens a map in its place on a tap; before that nothing of it is loaded. Keeps page and map in step.
(() => {
  "use strict";

  if (window.mapFrames) return; // a swapped piece of page may bring this script again
  window.mapFrames = true;

  const frames = () => [...document.querySelectorAll("[data-map] iframe")];
  const send = (frame, message) => frame.contentWindow.postMessage(message, window.location.origin);
  let shown = window.location.search;
  let view = ""; // `zoom/lat/lon` of the open map that follows the search, as it last told

  const open = (box, link) => {
    if (box.classList.contains("is-open")) return;
    const frame = document.createElement("iframe");
    frame.src = link.href + (view && box.matches("[data-map-follows]") ? `#${view}` : "");
    frame.title = box.dataset.title;
    box.classList.add("is-open");
    box.querySelector("[data-map-place]").replaceChildren(frame);
    box.querySelector("[data-map-close]").hidden = false;
    shown = window.location.search;
    frame.focus();
  };

  const close = (box) => {
    if (box.matches("[data-map-follows]")) view = "";
    box.classList.remove("is-open");
    box.querySelector("[data-map-place]").replaceChildren();
    box.querySelector("[data-map-close]").hidden = true;
    box.querySelector("[data-map-open]").focus();
  };

  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-map-open], [data-map-close]");
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const box = control.closest("[data-map]");
    event.preventDefault();
    if (control.hasAttribute("data-map-open")) open(box, control);
    else close(box);
  });

  // --- From the page to the map: another search, the hit one looks at ---

  const follow = () => {
    if (window.location.search === shown) return;
    shown = window.location.search;
    for (const link of document.querySelectorAll("[data-map-follows] [data-map-open]")) link.search = shown;
    for (const frame of frames()) {
      if (frame.closest("[data-map-follows]")) send(frame, { map: "search", search: shown });
    }
  };
  for (const name of ["htmx:afterSwap", "htmx:pushedIntoHistory", "htmx:historyRestore"]) {
    document.addEventListener(name, follow);
  }
  window.addEventListener("popstate", follow);

  let lit = "";
  const light = (event) => {
    const open = frames();
    if (!open.length) return;
    const hit = event.target.closest && event.target.closest("[data-points]");
    const points = hit ? hit.dataset.points : "";
    if (points === lit) return;
    lit = points;
    for (const frame of open) send(frame, { map: "light", points });
  };
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, light);

  // --- From the map to the page: the pin chosen, the part to search in ---

  const mark = (chosen) => {
    const hits = [...document.querySelectorAll("[data-offer]")];
    for (const hit of hits) hit.classList.toggle("is-on-map", chosen.includes(hit.dataset.offer));
    const first = hits.find((hit) => hit.classList.contains("is-on-map"));
    // Only where the list stands beside the map: elsewhere the page would jump away from it.
    if (first && window.matchMedia("(min-width: 64rem)").matches) first.scrollIntoView({ block: "nearest" });
  };

  window.addEventListener("message", (event) => {
    const isOurs = event.origin === window.location.origin && frames().some((frame) => frame.contentWindow === event.source);
    if (!isOurs || !event.data) return;
    if (event.data.map === "chosen" && Array.isArray(event.data.offers)) mark(event.data.offers.map(String));
    if (event.data.map === "view" && /^\d+(\/-?\d+\.\d+){2}$/.test(event.data.view)) view = event.data.view;
    if (event.data.map === "look" && /^\/[a-z-]+\/search\/\?/.test(event.data.url)) {
      const wish = new CustomEvent("map:look", { bubbles: true, cancelable: true, detail: { url: event.data.url } });
      // A page that can swap its results takes it from here and keeps the map open.
      if (document.dispatchEvent(wish)) window.location.assign(event.data.url);
    }
  });
})();
