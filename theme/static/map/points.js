// points.js: the points on the map as buttons, kept while they stay the same.
/* global L */
const SIZE = 36;

const ButtonIcon = L.Icon.extend({
  createIcon() {
    const { kind, text, label } = this.options;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    this.options.className = `map-point${kind && ` map-point--${kind}`}`;
    this._setIconStyles(button, "icon");
    button.setAttribute("aria-label", label);
    return button;
  },
  createShadow: () => null,
});

/** What the map shows at a zoom: gathered places, or one. */
export function describe(feature, words) {
  const { cluster, point_count: places, count, place } = feature.properties;
  const [lon, lat] = feature.geometry.coordinates;
  if (cluster) {
    const label = words.fill(words.many, { places: words.number(places), count: words.count(count) });
    return { key: `c${feature.id ?? feature.properties.cluster_id}:${count}`, kind: "many", lon, lat, count, label };
  }
  const label = place.members?.length === 1 ? place.name : `${place.name}: ${words.count(count)}`;
  return { key: `${place.key}:${count}`, kind: place.members ? "exact" : "", lon, lat, count, label, place };
}

/** Keep markers on the map in step with what it should show; those that stay keep their focus. */
export function createPoints(map, words, onOpen) {
  const markers = new Map();
  const add = (one) => {
    const text = one.kind === "exact" && one.count === 1 ? "" : words.number(one.count);
    const icon = new ButtonIcon({ ...one, text, iconSize: [SIZE, SIZE], iconAnchor: [SIZE / 2, SIZE / 2] });
    const marker = L.marker([one.lat, one.lon], { icon, keyboard: false, riseOnHover: true });
    marker.on("click", () => onOpen(one, marker));
    marker.one = one;
    markers.set(one.key, marker.addTo(map));
  };
  return {
    show(features) {
      const wanted = new Map(features.map((feature) => describe(feature, words)).map((one) => [one.key, one]));
      for (const [key, marker] of markers) {
        if (wanted.has(key)) continue;
        marker.remove();
        markers.delete(key);
      }
      for (const one of [...wanted.values()].sort((a, b) => b.lat - a.lat)) if (!markers.has(one.key)) add(one);
    },
    find: (key) => markers.get(key)?.getElement(),
    /** The button nearest to a place of the map, for who opened points with the keyboard. */
    nearest(latlng) {
      const far = (marker) => map.distance(latlng, marker.getLatLng());
      return [...markers.values()].sort((a, b) => far(a) - far(b))[0]?.getElement();
    },
  };
}
