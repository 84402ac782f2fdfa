// A map beside latitude and longitude inputs. The numbers are the form; the map only helps to write them.
(function () {
  const loaded = {};

  function load(url, tag, attribute, extra) {
    loaded[url] ??= new Promise(function (resolve, reject) {
      const element = Object.assign(document.createElement(tag), extra, { onload: resolve, onerror: reject });
      element[attribute] = url;
      document.head.append(element);
    });
    return loaded[url];
  }

  class PinMap extends window.StimulusModule.Controller {
    static targets = ["map", "button", "hint"];

    connect() {
      this.lat = this.element.querySelector("input[name$='lat']");
      this.lon = this.element.querySelector("input[name$='lon']");
      this.buttonTarget.hidden = false;
      this.follow = () => this.read();
      this.lat.addEventListener("input", this.follow);
      this.lon.addEventListener("input", this.follow);
    }

    disconnect() {
      this.lat.removeEventListener("input", this.follow);
      this.lon.removeEventListener("input", this.follow);
      this.map?.remove();
      this.map = null;
    }

    async open() {
      const { script, style } = this.buttonTarget.dataset;
      await Promise.all([load(style, "link", "href", { rel: "stylesheet" }), load(script, "script", "src", {})]);
      this.buttonTarget.hidden = true;
      this.mapTarget.hidden = this.hintTarget.hidden = false;
      this.draw(JSON.parse(this.element.querySelector("script[type='application/json']").textContent));
    }

    draw(options) {
      const map = (this.map = L.map(this.mapTarget, { attributionControl: true }).setView(options.centre, options.zoom));
      map.attributionControl.setPrefix("");
      L.tileLayer(options.tiles, { attribution: options.attribution, maxZoom: 19 }).addTo(map);
      fetch(options.outlines, { credentials: "same-origin" })
        .then((answer) => answer.json())
        .then((areas) => this.outline(areas))
        .catch(() => {}); // the pin works without outlines
      map.on("click", (event) => this.write(event.latlng));
      this.read();
    }

    outline(areas) {
      if (!this.map) return;
      const style = { color: "#2f6f73", weight: 1.5, fillOpacity: 0.06, interactive: false };
      L.geoJSON(areas, { style }).addTo(this.map);
    }

    point() {
      const lat = parseFloat(this.lat.value.replace(",", "."));
      const lon = parseFloat(this.lon.value.replace(",", "."));
      return Number.isFinite(lat) && Number.isFinite(lon) ? L.latLng(lat, lon) : null;
    }

    read() {
      if (!this.map) return;
      const point = this.point();
      if (!point) {
        this.pin?.remove();
        this.pin = null;
        return;
      }
      this.put(point);
      if (!this.map.getBounds().contains(point) || this.map.getZoom() < 15) this.map.setView(point, 16);
    }

    put(point) {
      if (this.pin) return void this.pin.setLatLng(point);
      const icon = L.divIcon({ className: "nab-pin", iconSize: [28, 36], iconAnchor: [14, 34] });
      this.pin = L.marker(point, { icon, draggable: true, keyboard: false }).addTo(this.map);
      this.pin.on("dragend", () => this.write(this.pin.getLatLng()));
    }

    write(point) {
      this.lat.value = point.lat.toFixed(5);
      this.lon.value = point.lng.toFixed(5);
      this.put(point);
      // So that the admin knows of unsaved changes.
      this.lat.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  window.wagtail.app.register("pin-map", PinMap);
})();
