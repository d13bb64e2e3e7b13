/**
 * The search engine of the site: createEngine(loader) -> search(query, facets).
 * It runs unchanged in the browser and in the Node runtime; all files come by `loader`.
 */
import { createIndex, loadManifest, SearchUnavailable } from "./index.js";
import { createQuery } from "./query.js";
import { createPool, rankDocuments } from "./rank.js";
import { createText } from "./text.js";

export { SearchUnavailable };
const MAX_QUERY = 200;
const FIRST_CARDS = 10;
const MOST_LOADS = 8;

/**
 * @typedef {object} Answer
 * @property {string[]} ids records in rank order (all, or as many as `limit` asks)
 * @property {number} total how many records fit
 * @property {object[]} cards what to show of the first ids
 * @property {object[]} readings how the query was read, for “did you mean”
 * @property {Record<string, Record<string, number>>} counts facet -> value -> records
 * @property {string|null} error `unavailable` when a search file could not be loaded
 */

/**
 * @param {(name: string) => Promise<string>} loader text of a file of the search folder
 * @param {{isPatient?: boolean}} [options] patient: load as much as the best answer needs
 */
export function createEngine(loader, { isPatient = false } = {}) {
  let ready = null;

  async function start() {
    const { manifest, spec } = await loadManifest(loader);
    const text = createText(spec);
    const index = createIndex(loader, manifest, text, isPatient);
    return { text, index, query: createQuery(text, index), pool: createPool(index) };
  }

  async function open() {
    ready ??= start().catch((error) => {
      ready = null;
      throw error;
    });
    return ready;
  }

  async function filterByFacets(index, ranked, facets) {
    for (const [facet, wanted] of Object.entries(facets)) {
      const values = [wanted].flat().filter(Boolean);
      if (!values.length) continue;
      const known = await index.readFacet(facet);
      const fits = new Uint8Array(index.capacity);
      for (const value of values) for (const number of known.get(value) ?? []) fits[number] = 1;
      ranked = ranked.filter(([number]) => fits[number]);
    }
    return ranked;
  }

  async function countFacets(index, ranked) {
    const counts = {};
    const fits = new Uint8Array(index.capacity);
    for (const [number] of ranked) fits[number] = 1;
    for (const facet of index.facetNames) {
      const values = {};
      for (const [value, documents] of await index.readFacet(facet)) {
        let count = 0;
        for (let at = 0; at < documents.length; at += 1) count += fits[documents[at]];
        if (count) values[value] = count;
      }
      counts[facet] = values;
    }
    return counts;
  }

  async function find({ text, index, query, pool }, raw, wanted) {
    const digits = text.findEik(raw);
    if (digits) {
      const found = await index.findEik(digits);
      if (found.length || digits.length > 8) {
        return { ranked: found.map((number, at) => [number, found.length - at]), readings: [{ kind: "eik", query: digits }] };
      }
    }
    const reading = await query.understand(raw);
    return { ranked: await rankDocuments(index, pool, reading, wanted), readings: describe(reading, raw) };
  }

  /**
   * Answer a query.
   * @param {string} typed what the visitor typed; empty lists all that the facets leave
   * @param {Record<string, string|string[]>} [facets] chosen values; one of a facet's must fit
   * @param {{limit?: number, from?: number, counts?: boolean, sort?: string, near?: {lon: number, lat: number}}} [options]
   * @returns {Promise<Answer>}
   */
  async function search(typed, facets = {}, options = {}) {
    const raw = cleanQuery(typed);
    try {
      const parts = await open();
      const { index } = parts;
      const isAll = !raw && Object.keys(facets).length > 0;
      const from = options.from ?? 0;
      // What comes after is counted, not shown, unless something else decides the order.
      const isPlain = !options.sort && Object.values(facets).flat().every((value) => !value);
      const wanted = isPlain && options.limit !== undefined ? from + options.limit : Infinity;
      const { ranked: all, readings } = isAll
        ? { ranked: (await index.listAll()).map((number) => [number, 0]), readings: [] }
        : raw ? await find(parts, raw, wanted) : { ranked: [], readings: [] };
      let ranked = await filterByFacets(index, all, facets);
      if (options.sort === "name" || options.sort === "distance") {
        ranked = await sortByCard(index, ranked, options);
      }
      const chosen = ranked.slice(from, options.limit === undefined ? undefined : from + options.limit);
      const shown = keepNear(index, chosen, options.limit);
      const cards = await Promise.all(shown.map(([number]) => index.readCard(number)));
      const counts = options.counts ? await countFacets(index, ranked) : {};
      return {
        ids: cards.map(({ id }) => id), total: ranked.length, readings, counts, error: null,
        cards: cards.slice(0, options.limit ?? FIRST_CARDS), scores: shown.map(([, score]) => score),
      };
    } catch (error) {
      if (!(error instanceof SearchUnavailable)) throw error;
      return { ids: [], total: 0, cards: [], readings: [], counts: {}, scores: [], error: "unavailable", reason: error.message };
    }
  }

  return { search, open };
}

/** Of a page of results keep those whose cards come in few requests; the rest can follow. */
function keepNear(index, rows, limit) {
  if (index.isSmall || limit === undefined) return rows;
  const blocks = new Set();
  const most = Math.max(1, Math.min(3, MOST_LOADS - index.loads));
  for (const [at, [number]] of rows.entries()) {
    blocks.add(Math.floor(number / index.cardsPerBlock));
    if (blocks.size > most) return rows.slice(0, at);
  }
  return rows;
}

/** Take control signs out and cut what no visitor types. */
function cleanQuery(typed) {
  return String(typed ?? "").slice(0, 4 * MAX_QUERY).replace(/[\p{Cc}\p{Cf}]+/gu, (signs) => (/\s/.test(signs) ? " " : ""))
    .trim().slice(0, MAX_QUERY);
}

/** Say how a query was read where that differs from what was typed. */
function describe(reading, raw) {
  const words = reading.concepts.map((c) => ({
    word: c.word, reading: c.reading, role: c.role, hint: c.hint ?? null, isMended: c.isMended,
    penalty: Math.round(c.penalty),
    terms: [...new Set(c.alternatives.flatMap((a) => a.parts.flatMap((part) => part.map(([stem]) => stem))))].slice(0, 20),
  }));
  const kind = reading.layout ? "layout" : words.some((w) => w.isMended) ? "typo"
    : words.some((w) => w.reading) ? "script" : "typed";
  return [{ kind, query: reading.raw, typed: raw, layout: reading.layout ?? null, isExplained: reading.isExplained, isQuestion: reading.isQuestion, penalty: Math.round(reading.penalty), words }];
}

const RADIUS_KM = 6371;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Great-circle distance in km. */
export function measureDistance(a, b) {
  const x = Math.sin(radians(b.lat - a.lat) / 2) ** 2
    + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * RADIUS_KM * Math.asin(Math.sqrt(x));
}

async function sortByCard(index, ranked, { sort, near }) {
  const rows = await Promise.all(ranked.map(async (row) => [row, await index.readCard(row[0])]));
  const order = new Intl.Collator("bg", { ignorePunctuation: true });
  const far = (card) => (near && card.lat !== undefined ? measureDistance(near, card) : Infinity);
  if (sort === "name") rows.sort((a, b) => order.compare(a[1].name, b[1].name));
  else rows.sort((a, b) => { const x = far(a[1]); const y = far(b[1]); return x === y ? 0 : x - y; });
  return rows.map(([row]) => row);
}
