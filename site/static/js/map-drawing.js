// What lies on the map besides the offers: districts, the point searched around, controls, and how a pin looks.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("map-data").textContent);
  const stage = byId("map-stage");
  const box = byId("map");
  const words = box.dataset;
  const IS_RTL = document.documentElement.dir === "rtl";
  const CLOSE_UP = 15; // the zoom at which one place alone is shown
  const NAMED_FROM = 12; // farther away the districts' names would lie upon each other

  // A real button for every pin: reached by Tab, pressed by Enter or Space.
  const pinIcon = (feature) => {
    const { offers, place, label } = feature.properties;
    const icon = L.divIcon({
      className: place ? "map-pin" : `map-pin map-pin--many map-pin--${String(offers).length}`,
      iconSize: [44, 44],
      iconAnchor: place ? [22, 40] : [22, 22],
    });
    icon.createIcon = function createIcon() {
      const button = document.createElement("button");
      const shape = document.createElement("span");
      const number = document.createElement("b");
      button.type = "button";
      button.setAttribute("aria-label", label);
      number.textContent = offers > 1 ? offers : "";
      shape.append(number);
      button.append(shape);
      this._setIconStyles(button, "icon");
      return button;
    };
    return icon;
  };

  const drawDistricts = (map) =>
    L.geoJSON(data.outlines, {
      interactive: false,
      style: (district) => ({
        className: data.chosen && data.chosen.includes(district.id) ? "map-district map-district--chosen" : "map-district",
      }),
    }).addTo(map);

  // The names stand on the shapes only while no map picture says them.
  const nameDistricts = (map, districts) => {
    districts.eachLayer((layer) => {
      const name = document.createElement("span");
      name.textContent = layer.feature.properties.name.replace("/", "/\u200b");
      name.lang = "da";
      name.setAttribute("aria-hidden", "true");
      const [lon, lat] = layer.feature.properties.at;
      L.marker([lat, lon], {
        icon: L.divIcon({ className: "map-district__name", html: name, iconSize: [0, 0] }),
        interactive: false,
        keyboard: false,
      }).addTo(map);
    });
    const measure = () => stage.classList.toggle("is-far", map.getZoom() < NAMED_FROM);
    map.on("zoomend", measure);
    measure();
  };

  const watchPictures = (map, districts) => {
    let loaded = false;
    let failed = false;
    map.eachLayer((layer) => {
      if (!(layer instanceof L.TileLayer)) return;
      layer.on("tileload", () => {
        loaded = true;
        byId("map-note").textContent = "";
      });
      layer.on("tileerror", () => {
        if (loaded || failed) return;
        failed = true;
        stage.classList.add("has-no-pictures");
        byId("map-note").textContent = byId("map-note").dataset.text;
        nameDistricts(map, districts);
      });
    });
  };

  const drawNear = (map, near) => {
    L.circle([near.lat, near.lon], { radius: near.radius, className: "map-near", interactive: false }).addTo(map);
    const dot = L.divIcon({ className: "map-here", iconSize: [22, 22] });
    const text = near.name ? `${words.near} ${near.name}` : words.here;
    L.marker([near.lat, near.lon], { icon: dot, keyboard: false, title: text, zIndexOffset: -500 }).addTo(map);
  };

  const boundsOf = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);

  const firstView = (map, districts) => {
    const room = { padding: [36, 44], maxZoom: CLOSE_UP, animate: false };
    // The page around a frame says where its map was.
    const asked = /^#(\d{1,2})\/(-?\d+\.\d+)\/(-?\d+\.\d+)$/.exec(window.location.hash);
    if (asked) map.setView([Number(asked[2]), Number(asked[3])], Number(asked[1]), { animate: false });
    else if (data.pins && data.pins.length) map.fitBounds(L.latLngBounds(data.pins.map(({ lat, lon }) => [lat, lon])), room);
    else if (data.near) map.fitBounds(L.latLng(data.near.lat, data.near.lon).toBounds(data.near.radius * 2), room);
    else if (data.extent) map.fitBounds(boundsOf(data.extent), room);
    else if (districts.getLayers().length) map.fitBounds(districts.getBounds(), room);
  };

  // One finger moves the page, two move the map; a wheel zooms only a map that was entered.
  const beGentle = (map) => {
    map.scrollWheelZoom.disable();
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    map.dragging.disable();
    const toggle = byId("map-drag");
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const isOn = !map.dragging.enabled();
      map.dragging[isOn ? "enable" : "disable"]();
      toggle.setAttribute("aria-pressed", String(isOn));
    });
    const hint = byId("map-fingers");
    box.addEventListener(
      "touchmove",
      (event) => {
        hint.hidden = event.touches.length > 1 || map.dragging.enabled();
      },
      { passive: true },
    );
    box.addEventListener("touchend", () => {
      hint.hidden = true;
    });
  };

  const labelControls = (map) => {
    map.zoomControl.remove();
    const position = IS_RTL ? "topright" : "topleft";
    L.control.zoom({ position, zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  };

  // Everything but the offers, and the first view.
  const prepare = (map) => {
    labelControls(map);
    const districts = drawDistricts(map);
    watchPictures(map, districts);
    if (data.near) drawNear(map, data.near);
    firstView(map, districts);
    beGentle(map);
  };

  window.mapDrawing = { CLOSE_UP, boundsOf, pinIcon, prepare };
})();
