/** Rank documents by the concepts of a query. */
import { findHead, isAnswered, namesPlace } from "./head.js";
import { PLACES } from "./query.js";

const COUSINS_SHARE = 0.15;
const FIRST = 10;
const SKIPPED = 200;
const MOST_LOADS = 6;

/** Numbers by document, kept in arrays as long as the directory: `numbers` are those that have one. */
function createTally(capacity) {
  const tally = {
    size: 0, numbers: new Int32Array(capacity), values: new Float64Array(capacity),
    /** Keep the greater value. */
    raise(number, value) {
      const known = tally.values[number];
      if (value <= known) return;
      if (known === 0) { tally.numbers[tally.size] = number; tally.size += 1; }
      tally.values[number] = value;
    },
    clear() {
      for (let at = 0; at < tally.size; at += 1) tally.values[tally.numbers[at]] = 0;
      tally.size = 0;
    },
  };
  return tally;
}

/** Lend tallies for one query and take them back: at 100,000 records each is a megabyte. */
export function createPool(index) {
  const free = [];
  return {
    take: () => free.pop() ?? createTally(index.capacity),
    give(tally) {
      tally.clear();
      free.push(tally);
    },
  };
}

/** Impact of every document for a part: the best of its stems. */
async function scorePart(index, pool, part, fields, candidates) {
  const scores = pool.take();
  for (const [stem, weight] of part) {
    for (const [mask, impact, documents] of await index.readPostings(stem, candidates)) {
      if (!(mask & fields)) continue;
      const score = weight * impact;
      for (let at = 0; at < documents.length; at += 1) scores.raise(documents[at], score);
    }
  }
  return scores;
}

/** Keep of `total` what `other` has too, and add that. */
function intersect(total, { values }) {
  let kept = 0;
  for (let at = 0; at < total.size; at += 1) {
    const number = total.numbers[at];
    if (!values[number]) {
      total.values[number] = 0;
      continue;
    }
    total.values[number] += values[number];
    total.numbers[kept] = number;
    kept += 1;
  }
  total.size = kept;
}

/** Impact of every document for one alternative; all its parts must stand in it. */
async function scoreAlternative(index, pool, { weight, parts }, fields, candidates) {
  let total = null;
  for (const part of parts) {
    const scores = await scorePart(index, pool, part, fields, total ?? candidates);
    if (!total) total = scores;
    else {
      intersect(total, scores);
      pool.give(scores);
    }
  }
  for (let at = 0; at < total.size; at += 1) {
    const number = total.numbers[at];
    total.values[number] = (total.values[number] / parts.length) * weight;
  }
  return total;
}

async function scoreConcept(index, pool, concept, candidates) {
  let best = null;
  let cousins = null;
  for (const alternative of concept.alternatives) {
    // A word that another word means is never a town: „тържества“ is not Търговище.
    const fields = alternative.isMeant ? concept.fields & ~PLACES : concept.fields;
    const found = await scoreAlternative(index, pool, alternative, fields, candidates);
    if (!best) {
      best = found;
      continue;
    }
    cousins ??= pool.take();
    for (let at = 0; at < found.size; at += 1) {
      const number = found.numbers[at];
      const score = found.values[number];
      const known = best.values[number];
      if (known) cousins.raise(number, cousins.values[number] + Math.min(score, known) * COUSINS_SHARE);
      best.raise(number, score);
    }
    pool.give(found);
  }
  if (!cousins) return best ?? pool.take();
  for (let at = 0; at < cousins.size; at += 1) {
    const number = cousins.numbers[at];
    best.values[number] += Math.min(cousins.values[number], best.values[number] * 0.3);
  }
  pool.give(cousins);
  return best;
}

/** How many documents the words of a concept stand in, at most. */
const sizeOf = (index, { alternatives }) => alternatives.reduce((sum, { parts }) => sum
  + Math.min(...parts.map((part) => part.reduce((all, [stem]) => all + index.countRecords(stem), 0))), 0);

/**
 * Rank the documents of an understood query.
 * @param {object} pool of createPool
 * @param {number} wanted how many must stand in order
 * @returns {Promise<Array<[number, number]>>} [document, score], best first
 */
export async function rankDocuments(index, pool, reading, wanted = Infinity) {
  const required = [];
  const optional = [];
  const sized = reading.concepts.map((concept) => [concept, sizeOf(index, concept)]).sort((a, b) => a[1] - b[1]);
  let candidates = null;
  for (const [concept, count] of sized) {
    if (!index.isSmall && concept.role !== "content" && count > SKIPPED) continue;
    if (!index.isSmall && reading.isQuestion && required.length > 1 && index.loads >= MOST_LOADS) continue;
    const scores = await scoreConcept(index, pool, concept, candidates);
    const isPlace = concept.role === "content" && sized.length > 1 && await namesPlace(index, concept, candidates);
    if (!candidates && concept.role === "content" && scores.size) candidates = scores;
    const rarity = Math.log(1 + index.count / (scores.size || 0.5));
    (concept.role === "content" ? required : optional).push({ concept, scores, rarity, isPlace });
  }
  required.sort((a, b) => reading.concepts.indexOf(a.concept) - reading.concepts.indexOf(b.concept));
  const ranked = combine(index, pool, reading, required, optional);
  for (const { scores } of [...required, ...optional]) pool.give(scores);
  return index.isSmall ? ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]) : sortByBlock(index, ranked, wanted);
}

/** What a set of answered words is worth: of `entries` those whose bit is set. */
function weighAnswered(entries, bits) {
  const answered = { covered: 0, matched: 0, placed: 0 };
  entries.forEach(({ share, isPlace }, at) => {
    if (!(bits & (1 << at))) return;
    answered.covered += share;
    answered.matched += 1;
    if (isPlace) answered.placed += 1;
  });
  return answered;
}

/** Documents with what they answer of a query; those that answer too little left out. */
function combine(index, pool, reading, required, optional) {
  const isAsked = ({ isTown, hint, fields }) => isTown || (hint && fields & PLACES);
  if (!required.length || required.some(({ concept, scores }) => scores.size === 0 && isAsked(concept))) return [];
  const whole = required.reduce((sum, { rarity, concept }) => sum + rarity * (concept.span ?? 1), 0);
  const entries = required.map((r) => ({ share: (r.rarity * (r.concept.span ?? 1)) / whole, isPlace: r.isPlace }));
  const sums = pool.take();
  const masks = required.length > 1 ? pool.take() : null;
  required.forEach(({ rarity, scores: { numbers, values, size } }, which) => {
    for (let at = 0; at < size; at += 1) {
      const number = numbers[at];
      sums.raise(number, sums.values[number] + values[number] * rarity);
      masks?.raise(number, masks.values[number] + (1 << which));
    }
  });
  const kinds = new Map();
  const answeredBy = (number) => {
    const bits = masks ? masks.values[number] : 1;
    let answered = kinds.get(bits);
    if (!answered) kinds.set(bits, answered = weighAnswered(entries, bits));
    return answered;
  };
  let full = 0;
  let most = 0;
  for (let at = 0; at < sums.size; at += 1) {
    const { matched, covered } = answeredBy(sums.numbers[at]);
    if (matched === required.length) full += 1;
    if (covered > most) most = covered;
  }
  const places = entries.filter((entry) => entry.isPlace).length;
  const isIdle = !full && reading.isQuestion && !isAnswered(required);
  const bitsOf = (some) => some.reduce((bits, entry) => bits | (1 << required.indexOf(entry)), 0);
  const meet = (some) => [...kinds.keys()].some((bits) => (bits & bitsOf(some)) === bitsOf(some));
  const head = full || reading.isQuestion ? null : findHead(reading, required.filter((entry) => !entry.isPlace), index.count, meet);
  const floor = head ? 0 : chooseFloor(reading, required, full, most);
  const needed = head ? bitsOf(head.of) : 0;
  const isHeadless = (bits) => (head?.all ? (bits & needed) !== needed : needed && !(bits & needed));
  const ranked = [];
  for (let at = 0; !isIdle && at < sums.size; at += 1) {
    const number = sums.numbers[at];
    const { matched, covered, placed } = answeredBy(number);
    if (matched < required.length && (covered < floor || placed < places || (places && matched === placed) || isHeadless(masks.values[number]))) continue;
    let extra = 0;
    for (const { scores, rarity } of optional) extra += 0.15 * rarity * scores.values[number];
    ranked.push([number, (sums.values[number] + extra) * covered ** 2]);
  }
  pool.give(sums);
  if (masks) pool.give(masks);
  return ranked;
}

/** The `count` first of the rows in order, then the others as they come. */
function sortFirst(rows, count, compare) {
  if (rows.length <= 2 * count) return rows.sort(compare);
  const first = [];
  const others = [];
  for (const row of rows) {
    if (first.length === count) {
      if (compare(row, first[count - 1]) > 0) {
        others.push(row);
        continue;
      }
      others.push(first.pop());
    }
    let at = first.length;
    while (at > 0 && compare(row, first[at - 1]) < 0) at -= 1;
    first.splice(at, 0, row);
  }
  return first.concat(others);
}

/**
 * Sort by score in steps of a twentieth; equals by how few blocks of cards they need. Beyond
 * those that are wanted steps alone are in order.
 */
function sortByBlock(index, ranked, wanted) {
  const block = ([number]) => Math.floor(number / index.cardsPerBlock);
  const steps = new Map();
  for (const row of ranked) {
    const step = Math.round(Math.log(row[1] + 1e-9) * 20);
    const rows = steps.get(step);
    if (rows) rows.push(row);
    else steps.set(step, [row]);
  }
  const used = new Set();
  const sorted = [];
  for (const step of [...steps.keys()].sort((a, b) => b - a)) {
    const rows = steps.get(step);
    if (sorted.length >= wanted) {
      for (const row of rows) sorted.push(row);
      continue;
    }
    const members = new Map();
    for (const row of rows) members.set(block(row), (members.get(block(row)) ?? 0) + 1);
    const worth = (row) => (used.has(block(row)) ? 1e9 : members.get(block(row)));
    const compare = (a, b) => worth(b) - worth(a) || block(a) - block(b) || b[1] - a[1] || a[0] - b[0];
    for (const row of sortFirst(rows, Math.max(wanted, FIRST) - sorted.length, compare)) {
      sorted.push(row);
      if (sorted.length <= FIRST) used.add(block(row));
    }
  }
  return sorted;
}

/** Share of the query that a record must answer when it does not answer all of it. */
function chooseFloor(reading, required, full, most) {
  if (full) return 0.45;
  if (reading.isQuestion) return most / 2;
  return required.length > 2 ? 0.55 : 2;
}
