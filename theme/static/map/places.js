// places.js: the rows of the first file as places, chosen by the filters and gathered when close.
/* global Supercluster */
import "./supercluster.js";

const RADIUS = 56;
const DEEPEST = 16;

/**
 * @typedef {object} Place  One point of the map: a settlement, or a point known exactly.
 * @property {string} key  @property {number} lon  @property {number} lat
 * @property {string} name  @property {string} district  @property {string} settlement
 * @property {number[]} counts  registered, others
 * @property {Map<number, number[]>} byCategory
 * @property {Member[]} [members]  who is there, for exact points; of others it is fetched
 * @typedef {{id: string, name: string, lang: string, registered: boolean, categories: number[]}} Member
 */

/** @returns {Member} */
export function readMember([id, name, nameEn, registered, categories], lang) {
  const isOther = lang === "en" && nameEn;
  return { id, name: isOther ? nameEn : name, lang: isOther ? "en" : "bg", registered: !!registered, categories };
}

/** @returns {Place[]} */
export function readPlaces(first, lang) {
  const around = first.places.map(([settlement, lon, lat, bg, en, district, registered, others, ...more]) => {
    const byCategory = new Map();
    for (let at = 0; at < more.length; at += 3) byCategory.set(more[at], [more[at + 1], more[at + 2]]);
    const name = lang === "en" ? en : bg;
    return { key: `p${settlement}`, lon, lat, name, district, settlement, counts: [registered, others], byCategory };
  });
  const exact = new Map();
  for (const [lon, lat, district, settlement, row] of first.exact) {
    const member = readMember(row, lang);
    const key = `${lon},${lat}`;
    const place = exact.get(key) ?? { key, lon, lat, name: member.name, district, settlement, members: [] };
    place.members.push(member);
    exact.set(key, place);
  }
  return [...around, ...exact.values()];
}

/** Whether an enterprise passes the filters; `category` is an index, -1 for any. */
export const passes = (member, { category, isRegistered }) => (member.registered || !isRegistered)
  && (category < 0 || member.categories.includes(category));

/** How many enterprises of a place pass the filters. */
export function countPlace(place, choice) {
  if (place.members) return place.members.filter((one) => passes(one, choice)).length;
  const [registered, others] = choice.category < 0 ? place.counts : place.byCategory.get(choice.category) ?? [0, 0];
  return registered + (choice.isRegistered ? 0 : others);
}

/** The places of the chosen districts with somebody in them, each with its count. */
export function choosePlaces(places, choice) {
  return places
    .filter((one) => !choice.districts || choice.districts.has(one.district))
    .map((place) => ({ place, count: countPlace(place, choice) }))
    .filter(({ count }) => count);
}

/** An index that gathers close places, by supercluster. */
export function gather(chosen) {
  const index = new Supercluster({
    radius: RADIUS,
    maxZoom: DEEPEST,
    map: ({ count }) => ({ count }),
    reduce: (sum, { count }) => { sum.count += count; },
  });
  return index.load(chosen.map(({ place, count }) => ({
    type: "Feature",
    properties: { place, count },
    geometry: { type: "Point", coordinates: [place.lon, place.lat] },
  })));
}
