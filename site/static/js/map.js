// Draws offers and districts; called by django-leaflet once the map is there.
window.showOffers = (map) => {
  "use strict";

  const data = JSON.parse(document.getElementById("map-data").textContent);
  const words = document.getElementById("map").dataset;
  const status = document.getElementById("map-status");
  map.zoomControl.remove();
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);

  const districts = L.geoJSON(data.outlines, {
    interactive: false,
    style: { color: "#1d5560", weight: 2, opacity: 0.7, fillColor: "#1d5560", fillOpacity: 0.06 },
  }).addTo(map);
  if (districts.getLayers().length) map.fitBounds(districts.getBounds());

  // Names come from outside: they are only ever set as text.
  const line = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.dir = "auto";
    return element;
  };

  const offerItem = (offer) => {
    const item = document.createElement("li");
    const link = line("a", offer.name);
    link.href = offer.url;
    link.target = "_top";
    item.append(link, ...offer.texts.map((text) => line("p", text)));
    return item;
  };

  const popup = (place) => {
    const box = document.createElement("div");
    box.dir = document.documentElement.dir;
    box.append(line("strong", place.venue || ""), line("p", place.address || ""));
    const list = document.createElement("ul");
    list.append(...place.offers.map(offerItem));
    box.append(list);
    return box;
  };

  const show = (places) => {
    const group = L.featureGroup();
    for (const place of places) {
      const dot = document.createElement("span");
      dot.textContent = place.offers.length > 1 ? place.offers.length : "";
      const icon = L.divIcon({ className: "map-pin", html: dot, iconSize: [44, 44] });
      const name = [place.venue, ...place.offers.map((offer) => offer.name)].filter(Boolean).join(", ");
      L.marker([place.lat, place.lon], { icon, title: name, alt: name }).bindPopup(() => popup(place)).addTo(group);
    }
    group.addTo(map);
    if (places.length) map.fitBounds(group.getBounds().pad(0.15), { maxZoom: 15 });
    else status.textContent = words.empty;
  };

  // One pin for a place, one entry in it for an offer, however many sessions it has there.
  const byPlace = (features) => {
    const places = new Map();
    for (const { geometry, properties } of features) {
      const [lon, lat] = geometry.coordinates;
      const key = `${lat},${lon}`;
      if (!places.has(key)) {
        places.set(key, { lat, lon, venue: properties.venue, address: properties.address, offers: new Map() });
      }
      const { offers } = places.get(key);
      const offer = offers.get(properties.id) || { name: properties.name, url: properties.url, texts: [] };
      offer.texts.push(properties.session.text);
      offers.set(properties.id, offer);
    }
    return [...places.values()].map((place) => ({ ...place, offers: [...place.offers.values()] }));
  };

  if (data.places) {
    show(data.places.map((place) => ({ ...place, offers: [] })));
    return;
  }
  fetch(data.source)
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.status))))
    .then((found) => show(byPlace(found.features)))
    .catch(() => {
      status.textContent = words.failed;
    });
};
