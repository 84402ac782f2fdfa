// Shows the offers of a search as pins and clusters; django-leaflet calls `showOffers` once its map is there.
(() => {
  "use strict";

  const { CLOSE_UP, boundsOf, pinIcon, prepare } = window.mapDrawing;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("map-data").textContent);
  const stage = byId("map-stage");
  const box = byId("map");
  const words = box.dataset;
  const IS_RTL = document.documentElement.dir === "rtl";
  const isFramed = window.parent !== window;
  const MAX_ZOOM = 18;

  // The map needs its size before Leaflet measures it.
  stage.hidden = false;
  document.documentElement.classList.toggle("is-framed", isFramed);

  const tell = (kind, detail) => {
    if (isFramed) window.parent.postMessage({ map: kind, ...detail }, window.location.origin);
  };

  // --- The panel of one place ---

  class Panel {
    constructor(map) {
      this.map = map;
      this.element = byId("map-panel");
      this.body = byId("map-panel-body");
      this.opener = null;
      byId("map-close").addEventListener("click", () => this.close());
      document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !this.element.hidden) this.close();
      });
    }

    open(content, marker) {
      this.unmark();
      this.opener = marker.getElement();
      this.opener.classList.add("is-chosen");
      this.body.replaceChildren(...content);
      this.element.hidden = false;
      this.body.scrollTop = 0;
      this.keepInView(marker);
      const title = this.body.querySelector("h2, h3");
      if (title) {
        title.id = "map-panel-title";
        title.tabIndex = -1;
        title.focus();
      }
      tell("chosen", { offers: [...this.body.querySelectorAll("[data-offer]")].map((hit) => hit.dataset.offer) });
    }

    unmark() {
      if (this.opener) this.opener.classList.remove("is-chosen");
    }

    // The pin chosen stays beside the panel, not under it.
    keepInView(marker) {
      const { offsetWidth: wide, offsetHeight: high } = this.element;
      const isBeside = high >= box.clientHeight;
      const room = [isBeside ? wide + 30 : 30, isBeside ? 30 : high + 30];
      const start = [30, 50];
      this.map.panInside(marker.getLatLng(), {
        paddingTopLeft: IS_RTL && isBeside ? [room[0], start[1]] : start,
        paddingBottomRight: IS_RTL && isBeside ? [30, 30] : room,
      });
    }

    close() {
      this.element.hidden = true;
      this.body.replaceChildren();
      this.unmark();
      (this.opener && this.opener.isConnected ? this.opener : box).focus();
      tell("chosen", { offers: [] });
    }
  }

  // --- Pins ---

  class Pins {
    constructor(map, choose) {
      this.map = map;
      this.choose = choose;
      this.markers = new Map();
      this.precision = 0;
      this.lit = [];
    }

    // Pins that stay keep their element, and with it the focus of who stands on one.
    show(features) {
      const wanted = new Map(features.map((feature) => [JSON.stringify(feature), feature]));
      for (const [key, marker] of this.markers) {
        if (!wanted.has(key)) {
          marker.remove();
          this.markers.delete(key);
        }
      }
      const onward = IS_RTL ? -1 : 1;
      for (const [key, feature] of wanted) {
        const marker = this.markers.get(key) || this.make(feature);
        this.markers.delete(key);
        this.markers.set(key, marker);
      }
      // Tab goes from north to south, and along the line as the reader reads.
      const place = (marker) => this.map.latLngToLayerPoint(marker.getLatLng());
      const row = (marker) => Math.round(place(marker).y / 44);
      const ordered = [...this.markers.values()].sort((a, b) => row(a) - row(b) || onward * (place(a).x - place(b).x));
      const active = document.activeElement;
      ordered.forEach((marker) => marker.getElement().parentNode.append(marker.getElement()));
      if (active && active.isConnected && active !== document.activeElement) active.focus({ preventScroll: true });
      this.light();
    }

    make(feature) {
      const [lon, lat] = feature.geometry.coordinates;
      const marker = L.marker([lat, lon], { icon: pinIcon(feature), title: feature.properties.label });
      marker.feature = feature;
      marker.on("click", () => this.choose(marker));
      return marker.addTo(this.map);
    }

    cellOf([lat, lon]) {
      const size = 2 ** this.precision;
      const phi = (lat * Math.PI) / 180;
      const x = Math.floor(((lon + 180) / 360) * size);
      const y = Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * size);
      return `${this.precision}/${x}/${y}`;
    }

    light() {
      const cells = new Set(this.lit.map((point) => this.cellOf(point)));
      for (const marker of this.markers.values()) {
        const isLit = cells.has(marker.feature.id);
        marker.getElement().classList.toggle("is-lit", isLit);
        marker.setZIndexOffset(isLit ? 1000 : 0);
      }
    }

    nearest(point) {
      let best = null;
      for (const marker of this.markers.values()) {
        const away = this.map.distance(marker.getLatLng(), point);
        if (!best || away < best.away) best = { away, marker };
      }
      return best && best.marker.getElement();
    }
  }

  // --- The offers of a search, asked for by the part in view ---

  class Offers {
    constructor(map) {
      this.map = map;
      this.search = data.search;
      this.panel = new Panel(map);
      this.pins = new Pins(map, (marker) => this.choose(marker));
      this.asking = null;
      this.entered = null; // where to put the focus once the pins of a closer view are there
      this.extent = data.extent;
    }

    start() {
      if (data.pins) {
        this.pins.show(data.pins.map(asFeature));
        return;
      }
      this.map.on("moveend", () => {
        this.ask();
        this.tellView();
      });
      this.tellView();
      byId("map-all").addEventListener("click", () => {
        this.map.fitBounds(boundsOf(this.extent), { padding: [36, 44], maxZoom: CLOSE_UP });
        box.focus();
      });
      offerToLook(this);
      this.ask();
    }

    tellView() {
      const { lat, lng } = this.map.getCenter();
      tell("view", { view: [Math.round(this.map.getZoom()), lat.toFixed(5), lng.toFixed(5)].join("/") });
    }

    async ask() {
      if (this.asking) this.asking.abort();
      this.asking = new AbortController();
      const view = this.map.getBounds();
      const edge = (value, low, high) => Math.max(low, Math.min(high, value)).toFixed(5);
      const bbox = [
        edge(view.getWest(), -180, 180), edge(view.getSouth(), -90, 90),
        edge(view.getEast(), -180, 180), edge(view.getNorth(), -90, 90),
      ].join();
      try {
        const found = await this.get("clusters", { bbox, zoom: Math.round(this.map.getZoom()) }, "json");
        this.show(found);
      } catch (error) {
        if (error.name !== "AbortError") byId("map-message").textContent = words.failed;
      }
    }

    async get(name, more, form) {
      const asked = new URLSearchParams(this.search);
      for (const key of Object.keys(more)) asked.set(key, more[key]);
      const response = await fetch(`${data.urls[name]}?${asked}`, { signal: this.asking && this.asking.signal });
      if (!response.ok) throw new Error(response.status);
      return response[form]();
    }

    show(found) {
      this.extent = found.extent;
      this.pins.precision = found.precision;
      this.pins.show(found.features);
      byId("map-message").textContent = found.message;
      byId("map-all").hidden = found.features.length > 0 || !found.extent;
      if (this.entered) {
        (this.pins.nearest(this.entered) || box).focus({ preventScroll: true });
        this.entered = null;
      }
    }

    async choose(marker) {
      const { feature } = marker;
      if (data.pins) {
        this.panel.open([document.getElementById(`place-${feature.id}`).cloneNode(true)], marker);
        return;
      }
      if (!feature.properties.place && this.enter(feature)) return;
      this.asking = new AbortController();
      try {
        const text = await this.get("places", { bbox: feature.bbox.join() }, "text");
        this.panel.open(new DOMParser().parseFromString(text, "text/html").body.children, marker);
      } catch (error) {
        if (error.name !== "AbortError") byId("map-message").textContent = words.failed;
      }
    }

    // Go closer to a cluster; false where there is no closer.
    enter(feature) {
      const zoom = this.map.getZoom();
      if (zoom >= MAX_ZOOM) return false;
      const around = boundsOf(feature.bbox);
      const fitting = this.map.getBoundsZoom(around, false, L.point(72, 88));
      this.entered = around.getCenter();
      this.map.setView(around.getCenter(), Math.min(MAX_ZOOM, Math.max(zoom + 1, fitting)));
      return true;
    }

    follow(search) {
      this.search = search.replace(/^\?/, "");
      if (!this.panel.element.hidden) this.panel.close();
      this.ask();
    }
  }

  const asFeature = ({ id, lat, lon, label }) => ({
    id,
    geometry: { coordinates: [lon, lat] },
    properties: { offers: 1, place: true, label },
  });

  // What stands in view as a search of its own: a point to three decimals and a radius.
  const offerToLook = (offers) => {
    const { map } = offers;
    const link = byId("map-look");
    map.on("dragend zoomend", () => {
      const view = map.getBounds();
      const middle = map.getCenter();
      const across = Math.min(
        map.distance([middle.lat, view.getWest()], [middle.lat, view.getEast()]),
        map.distance([view.getNorth(), middle.lng], [view.getSouth(), middle.lng]),
      );
      const asked = new URLSearchParams(offers.search);
      for (const name of ["district", "area", "place", "postcode", "page", "sort"]) asked.delete(name);
      asked.set("near", `${middle.lat.toFixed(3)},${middle.lng.toFixed(3)}`);
      asked.set("radius", Math.min(50000, Math.max(100, Math.round(across / 200) * 100)));
      link.href = `${data.urls[isFramed ? "results" : "map"]}?${asked}`;
      link.hidden = false;
    });
    link.addEventListener("click", (event) => {
      if (!isFramed || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      link.hidden = true;
      tell("look", { url: new URL(link.href).pathname + new URL(link.href).search });
    });
  };

  const listen = (offers) => {
    window.addEventListener("message", (event) => {
      if (event.origin !== window.location.origin || event.source !== window.parent || !event.data) return;
      if (event.data.map === "search") offers.follow(String(event.data.search));
      if (event.data.map === "light") {
        offers.pins.lit = String(event.data.points).split(" ").filter(Boolean).map((text) => text.split(",").map(Number));
        offers.pins.light();
      }
    });
  };

  window.showOffers = (map) => {
    prepare(map);
    const offers = new Offers(map);
    if (isFramed) listen(offers);
    offers.start();
  };
})();
