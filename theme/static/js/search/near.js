/** Places with records near a settlement that a query names: loaded when nothing was found there. */
import { measureDistance } from "./search.js";

const LONGEST = 3;
const MOST = 5;

/** Runs of words, the longest first: „Стара Загора“ before „Загора“. */
function* listRuns(words) {
  for (let size = Math.min(LONGEST, words.length); size > 0; size -= 1) {
    for (let at = 0; at + size <= words.length; at += 1) yield words.slice(at, at + size);
  }
}

/** Settlements that a query names: where they lie, and the words; null for none. */
async function findTown(index, text, words) {
  for (const run of listRuns(words)) {
    const points = await index.readWhere(run.map((word) => text.transliterate(word)).join(" "));
    if (points.length) return { points, name: run.join(" ") };
  }
  return null;
}

/**
 * The places with records that lie nearest to a settlement named by the words of a query.
 * @param {string[]} words folded
 * @returns {Promise<Array<{ekatte: string, bg: string, en: string, count: number, km: number|null}>>}
 * nearest first; no distance where several settlements bear the name
 */
export async function findNearPlaces(index, text, words) {
  const town = await findTown(index, text, words.filter((word) => word.length > 1));
  if (!town) return [];
  const counts = await index.readFacet("settlement");
  const places = Object.entries(await index.readPoints()).map(([ekatte, [bg, en, lon, lat]]) => ({
    ekatte, bg, en, count: counts.get(ekatte)?.length ?? 0,
    km: Math.min(...town.points.map((point) => measureDistance(point, { lon, lat }))),
  }));
  places.sort((a, b) => a.km - b.km || (a.ekatte < b.ekatte ? -1 : 1));
  return places.filter(({ count }) => count).slice(0, MOST)
    .map((place) => ({ ...place, km: town.points.length > 1 ? null : place.km }));
}
