// search-ask.js: asks the engine and gathers what the page says beside the results.
export const PAGE = 12;
// Parts of the engine, asked for together: found one by one they take three journeys.
const PARTS = ["index", "vocabulary", "query", "rank", "head", "text", "sentence", "words", "slips"];

function createLoader(base) {
  return async (name) => {
    const response = await fetch(new URL(name, base), { cache: name === "manifest.json" ? "no-cache" : "default" });
    if (!response.ok) throw new Error(String(response.status));
    return response.text();
  };
}

/** `base` is the address of the search files. */
export function createAsker(base) {
  let engine = null;
  let measure = null;

  async function start() {
    for (const name of PARTS) import(`./search/${name}.js`).catch(() => {});
    const { createEngine, measureDistance } = await import("./search/search.js");
    measure = measureDistance;
    engine ??= createEngine(createLoader(base));
    return engine;
  }

  /** An answer; once more with a fresh manifest when files are gone, as after a new build. */
  async function search(query, facets, options) {
    for (const isLast of [false, true]) {
      try {
        const answer = await (await start()).search(query, facets, options);
        if (!answer.error || isLast) return answer;
      } catch {
        // A damaged file ends here too; the visitor is told by the page, not by the console.
        if (isLast) break;
      }
      engine = null;
    }
    return { ids: [], cards: [], readings: [], counts: {}, total: 0, error: "unavailable" };
  }

  /** Whether the directory is small enough to count its facets unasked. */
  async function isSmall() {
    try {
      return (await (await start()).open()).index.isSmall;
    } catch {
      return false;
    }
  }

  /** Counts of each facet as if nothing were chosen in it, so that one can choose anew. */
  async function widenCounts(counts, query, facets) {
    const wide = { ...counts };
    for (const name of Object.keys(facets)) {
      const answer = await search(query, { ...facets, [name]: [] }, { limit: 0, counts: true });
      wide[name] = answer.counts[name] ?? {};
    }
    return wide;
  }

  /** Status of each shown record: of the card itself, else by asking for one status at a time. */
  async function readStatuses(answer, query, facets, options) {
    const found = new Map(answer.cards.map(({ id, status }) => [id, status]));
    if (!answer.cards.length || answer.cards[0].status !== undefined) return found;
    const { index } = await engine.open();
    if (!index.isSmall) return found;
    for (const status of (await index.readFacet("status")).keys()) {
      if (facets.status && !facets.status.includes(status)) continue;
      for (const id of (await search(query, { ...facets, status: [status] }, options)).ids) {
        if (found.has(id)) found.set(id, status);
      }
    }
    return found;
  }

  /** Facets of a large directory are counted only when someone looks at them (`isWanted`). */
  async function ask({ query, facets, sort, isExact }, { from, point, isWanted, isOpen }) {
    const isCounted = isWanted || (isOpen && (await isSmall()));
    const options = { from, limit: PAGE, counts: isCounted, sort: sort === "distance" && !point ? "" : sort, near: point };
    const all = query || Object.keys(facets).length ? facets : { status: [] };
    let answer = await search(query, all, options);
    if (answer.error) return answer;
    const read = answer.readings[0];
    answer.isReread = Boolean(read) && ["layout", "script", "typo"].includes(read.kind);
    if (isExact && answer.isReread) answer = { ...answer, cards: [], ids: [], total: 0, isExactNone: true };
    if (isCounted) answer.counts = await widenCounts(answer.counts, query, facets);
    answer.isCounted = isCounted;
    answer.statuses = await readStatuses(answer, query, all, { ...options, from: 0, limit: from + PAGE, counts: false });
    answer.text = (await engine.open()).text;
    answer.distance = (card) => (options.sort === "distance" && card.lon !== undefined ? measure(point, card) : null);
    if (!answer.total && Object.keys(facets).length && query) answer.unfiltered = (await search(query, {}, { limit: 0 })).total;
    return answer;
  }

  /** Places with records, nearest first, when a query that found nothing names a settlement. */
  async function findNear(answer) {
    try {
      const { index, text } = await engine.open();
      const { findNearPlaces } = await import("./search/near.js");
      return await findNearPlaces(index, text, text.splitWords(answer.readings[0]?.query ?? ""));
    } catch {
      return []; // a kindness; the lists below are there in any case
    }
  }

  /** All places with records: code -> [name, English name, …]. */
  async function listPlaces() {
    try {
      return await (await start()).open().then(({ index }) => index.readPoints());
    } catch {
      return {};
    }
  }

  // Loads what every query needs while the first one is being typed.
  return { ask, findNear, listPlaces, warm: isSmall };
}

/** The query as it was read, in the visitor's own order of words. */
export function writeReading({ kind, typed, query, words }, text) {
  if (kind === "layout" && !words.some(({ isMended }) => isMended)) return query;
  const readings = new Map(words.filter(({ reading }) => reading).map(({ word, reading }) => [word, reading]));
  const whole = kind === "layout" ? query : typed;
  return whole.split(/([\p{L}\p{N}]+)/u).map((piece) => readings.get(text.fold(piece)) ?? piece).join("");
}

/** Whether a query that found nothing names a place, and nothing else. */
export function isEmptyPlace(readings) {
  const words = readings[0]?.words ?? [];
  return words.length > 0 && words.every(({ hint, terms }) => hint && hint !== "street" && !terms.length);
}
