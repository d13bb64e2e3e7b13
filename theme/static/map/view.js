// view.js: the interactive map itself, by Leaflet, over outlines of the districts.
/* global L */
import "./leaflet.js";
import { choosePlaces, gather, readPlaces } from "./places.js";
import { readWords } from "./words.js";

const BULGARIA = [[41.2, 22.3], [44.25, 28.65]];
const NEAR = 12;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Load what only the map needs, and put it in the place of the drawing. */
export async function showMap(root, place) {
  const base = new URL(root.dataset.first, document.baseURI);
  const [first, { createPoints }, panel] = await Promise.all([
    fetchJson(base), import("./points.js"), import("./panel.js"), addStyle("leaflet.css"), addStyle("map.css"),
  ]);
  const outlines = await fetchJson(new URL(first.outlines, base));
  root.append(root.querySelector("template").content.cloneNode(true));
  document.querySelector('[data-part="still"]')?.remove();
  const live = new LiveMap(root, first, outlines, panel, base);
  live.points = createPoints(live.map, live.words, (one, marker) => live.openPoint(one, marker));
  live.start(place);
}

async function fetchJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.json();
}

function addStyle(name) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(name, import.meta.url);
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => reject(new Error(name)));
    document.head.append(link);
  });
}

class LiveMap {
  constructor(root, first, outlines, panel, base) {
    this.root = root;
    this.words = readWords(root);
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.first = first;
    this.places = readPlaces(first, this.words.lang);
    this.panel = panel;
    this.names = panel.createNames(base, first.names, this.words.lang);
    this.filters = this.part("filters");
    this.map = this.createMap();
    this.outlines = L.geoJSON(outlines, { className: "map-outline", interactive: false }).addTo(this.map);
  }

  createMap() {
    const { tiles, maxZoom, zoomIn, zoomOut } = this.words;
    const isTouch = matchMedia("(pointer: coarse)").matches;
    const map = L.map(this.part("canvas"), {
      attributionControl: false, zoomControl: false, scrollWheelZoom: false, dragging: !isTouch, inertia: !isCalm,
      zoomAnimation: !isCalm, fadeAnimation: !isCalm, markerZoomAnimation: !isCalm,
      minZoom: 6, maxZoom: tiles ? Math.min(Number(maxZoom), 16) : 14, maxBounds: L.latLngBounds(BULGARIA).pad(2),
    });
    if (isCalm) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
    if (tiles) L.tileLayer(tiles, { maxZoom: Number(maxZoom) }).addTo(map);
    return map;
  }

  start(place) {
    this.addArrows();
    this.map.on("moveend", () => this.draw());
    this.map.on("popupclose", () => this.giveFocusBack());
    const canvas = this.part("canvas");
    canvas.addEventListener("focusin", () => this.map.scrollWheelZoom.enable());
    canvas.addEventListener("focusout", () => this.map.scrollWheelZoom.disable());
    canvas.addEventListener("keydown", (event) => { if (event.key === "Escape") this.map.closePopup(); });
    this.filters.addEventListener("submit", (event) => event.preventDefault());
    this.filters.addEventListener("change", ({ target }) => this.choose(target.name === "place"));
    const known = this.places.find((one) => one.key === place);
    if (this.filters.elements.place.querySelector(`option[value="${CSS.escape(place)}"]`)) this.filters.elements.place.value = place;
    this.choose(true);
    if (known) this.openPlace(known, this.countOf(known), null);
    else this.part("canvas").focus({ preventScroll: true });
  }

  /** Four buttons that move the map: what dragging does, for who cannot drag. */
  addArrows() {
    const box = L.DomUtil.create("div", "map-arrows");
    const steps = { north: [0, -1, "↑"], west: [-1, 0, "←"], east: [1, 0, "→"], south: [0, 1, "↓"] };
    for (const [side, [x, y, sign]] of Object.entries(steps)) {
      const button = L.DomUtil.create("button", `map-arrows__${side}`, box);
      Object.assign(button, { type: "button", textContent: sign, title: this.words[side] });
      button.setAttribute("aria-label", this.words[side]);
      button.addEventListener("click", () => this.map.panBy([x * 120, y * 120]));
    }
    L.DomEvent.disableClickPropagation(box);
    const Arrows = L.Control.extend({ onAdd: () => box });
    new Arrows({ position: "bottomleft" }).addTo(this.map);
  }

  /** Read the filters, gather the places anew, and go where the filter says. */
  choose(isMoved) {
    const { place, category, registered } = this.filters.elements;
    const option = place.selectedOptions[0];
    const inside = [...place.options].filter((one) => one.value === place.value || one.dataset.region === place.value);
    const districts = place.value ? new Set(inside.map((one) => one.value)) : null;
    this.choice = { districts, category: this.first.categories.indexOf(category.value), isRegistered: registered.checked };
    this.map.closePopup();
    this.chosen = choosePlaces(this.places, this.choice);
    this.index = gather(this.chosen);
    this.outlines.setStyle((one) => ({ className: "map-outline", weight: districts?.has(one.properties.code) ? 3 : 1 }));
    if (!isMoved) {
      this.draw();
      return;
    }
    history.replaceState(null, "", option.value ? `#${option.value}` : location.pathname + location.search);
    const layers = this.outlines.getLayers().filter((one) => districts?.has(one.feature.properties.code));
    const bounds = layers.length ? L.featureGroup(layers).getBounds() : L.latLngBounds(BULGARIA);
    this.map.fitBounds(bounds, { animate: false });
    this.draw();
  }

  draw() {
    const bounds = this.map.getBounds();
    const wide = bounds.pad(0.1);
    const box = [wide.getWest(), wide.getSouth(), wide.getEast(), wide.getNorth()];
    this.points.show(this.index.getClusters(box, this.map.getZoom()));
    const inView = this.chosen.filter(({ place }) => bounds.contains([place.lat, place.lon]));
    const count = inView.reduce((sum, one) => sum + one.count, 0);
    this.part("status").textContent = count
      ? this.words.fill(this.words.inView, { count: this.words.count(count) }) : this.words.none;
    this.panel.fillList(this.part("list"), this.part("more"), inView, this.words,
      (place, many, button) => this.openPlace(place, many, button));
  }

  countOf(place) {
    return this.chosen.find((one) => one.place === place)?.count ?? 0;
  }

  /** Open a point: gathered places come apart, one place tells who is there. */
  openPoint(one, marker) {
    if (one.place) {
      this.openPlace(one.place, one.count, marker.getElement());
      return;
    }
    const id = Number(one.key.slice(1).split(":")[0]);
    const zoom = this.index.getClusterExpansionZoom(id);
    const hadFocus = document.activeElement === marker.getElement();
    const centre = [one.lat, one.lon];
    if (zoom > this.map.getMaxZoom()) {
      this.openMany(this.index.getLeaves(id, 100), one, marker.getElement());
      return;
    }
    if (hadFocus) this.map.once("moveend", () => this.points.nearest(centre)?.focus());
    this.map.setView(centre, zoom, { animate: !isCalm });
  }

  async openPlace(place, count, opener) {
    const at = [place.lat, place.lon];
    if (!this.map.getBounds().pad(-0.1).contains(at) || !opener) {
      this.map.setView(at, Math.max(this.map.getZoom(), opener ? 0 : NEAR), { animate: false });
    }
    let members;
    try {
      members = await this.names(place);
    } catch {
      this.part("status").textContent = this.words.failed;
      return;
    }
    this.openBox(at, this.panel.fillPlace(place, members, count, this.choice, this.words), opener, place.key);
  }

  /** Places that lie too close to come apart: one box for all. */
  async openMany(features, one, opener) {
    const box = document.createElement("div");
    for (const { properties: { place, count } } of features) {
      box.append(this.panel.fillPlace(place, await this.names(place), count, this.choice, this.words));
    }
    this.openBox([one.lat, one.lon], box, opener, one.key);
  }

  openBox(at, content, opener, key) {
    const height = Math.round(this.part("canvas").clientHeight * 0.6);
    this.opener = null;
    const popup = L.popup({ maxHeight: height, minWidth: 200, maxWidth: 260, closeOnEscapeKey: false });
    popup.setLatLng(at).setContent(content).openOn(this.map);
    this.opener = { element: opener, key };
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", this.words.close);
    content.querySelector("h3").focus({ preventScroll: true });
  }

  giveFocusBack() {
    const { element, key } = this.opener ?? {};
    if (!key || (document.activeElement !== document.body && !this.part("canvas").contains(document.activeElement))) return;
    const again = this.part("list").querySelector(`[data-key="${CSS.escape(key)}"]`);
    const target = element?.isConnected ? element : again ?? this.part("canvas");
    target.focus({ preventScroll: true });
  }
}
