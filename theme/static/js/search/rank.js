/** Rank documents by the concepts of a query. */
import { PLACES } from "./query.js";

const COUSINS_SHARE = 0.15;
const FIRST = 10;
const SKIPPED = 200;
const MOST_LOADS = 6;

/** Impact of every document for a part: the best of its stems. */
async function scorePart(index, part, fields, scores, candidates) {
  for (const [stem, weight] of part) {
    for (const [mask, impact, documents] of await index.readPostings(stem, candidates)) {
      if (!(mask & fields)) continue;
      const score = weight * impact;
      for (const number of documents) if (score > (scores.get(number) ?? 0)) scores.set(number, score);
    }
  }
  return scores;
}

/** Impact of every document for one alternative; all its parts must stand in it. */
async function scoreAlternative(index, { weight, parts }, fields, candidates) {
  let total = null;
  for (const part of parts) {
    const scores = await scorePart(index, part, fields, new Map(), total ?? candidates);
    if (!total) total = scores;
    else {
      const both = new Map();
      for (const [number, score] of total) {
        const other = scores.get(number);
        if (other) both.set(number, score + other);
      }
      total = both;
    }
  }
  for (const [number, score] of total) total.set(number, (score / parts.length) * weight);
  return total;
}

async function scoreConcept(index, concept, candidates) {
  const scores = new Map();
  const best = new Map();
  for (const alternative of concept.alternatives) {
    // A word that another word means is never a town: „тържества“ is not Търговище.
    const fields = alternative.isMeant ? concept.fields & ~PLACES : concept.fields;
    for (const [number, score] of await scoreAlternative(index, alternative, fields, candidates)) {
      const known = best.get(number) ?? 0;
      const share = known ? Math.min(score, known) * COUSINS_SHARE : 0;
      if (score > known) best.set(number, score);
      scores.set(number, (scores.get(number) ?? 0) + share);
    }
  }
  for (const [number, score] of best) scores.set(number, score + Math.min(scores.get(number), score * 0.3));
  return scores;
}

/**
 * Rank the documents of an understood query.
 * @returns {Promise<Array<[number, number]>>} [document, score], best first
 */
export async function rankDocuments(index, reading) {
  const required = [];
  const optional = [];
  const size = (concept) => concept.alternatives.reduce((sum, { parts }) => sum + Math.min(...parts.map((part) => part.reduce((all, [stem]) => all + index.countRecords(stem), 0))), 0);
  const sized = reading.concepts.map((concept) => [concept, size(concept)]).sort((a, b) => a[1] - b[1]);
  let candidates = null;
  for (const [concept, count] of sized) {
    if (!index.isSmall && concept.role !== "content" && count > SKIPPED) continue;
    if (!index.isSmall && reading.isQuestion && required.length > 1 && index.loads >= MOST_LOADS) continue;
    const scores = await scoreConcept(index, concept, candidates);
    if (!candidates && concept.role === "content" && scores.size) candidates = scores;
    const rarity = Math.log(1 + index.count / (scores.size || 0.5));
    (concept.role === "content" ? required : optional).push({ concept, scores, rarity });
  }
  if (!required.length) return [];
  required.sort((a, b) => reading.concepts.indexOf(a.concept) - reading.concepts.indexOf(b.concept));
  const isPlace = ({ concept }) => Boolean(concept.hint && concept.fields & PLACES);
  if (required.some((r) => isPlace(r) && r.scores.size === 0)) return [];
  const whole = required.reduce((sum, { rarity, concept }) => sum + rarity * (concept.span ?? 1), 0);
  const totals = new Map();
  for (const entry of required) {
    const share = (entry.rarity * (entry.concept.span ?? 1)) / whole;
    for (const [number, score] of entry.scores) {
      const at = totals.get(number) ?? { score: 0, covered: 0, matched: 0, places: 0 };
      at.score += score * entry.rarity;
      at.covered += share;
      at.matched += 1;
      if (isPlace(entry)) at.places += 1;
      totals.set(number, at);
    }
  }
  const places = required.filter(isPlace).length;
  let full = 0;
  for (const at of totals.values()) if (at.matched === required.length) full += 1;
  const most = Math.max(0, ...[...totals.values()].map(({ covered }) => covered));
  const floor = chooseFloor(reading, required, full, index.count, most);
  const ranked = [];
  for (const [number, at] of totals) {
    if (at.matched < required.length) {
      if (at.covered < floor || at.places < places || (places && at.matched === at.places)) continue;
    }
    let extra = 0;
    for (const { scores, rarity } of optional) extra += 0.15 * rarity * (scores.get(number) ?? 0);
    ranked.push([number, (at.score + extra) * at.covered ** 2]);
  }
  return index.isSmall ? ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]) : sortByBlock(index, ranked);
}

/** Sort by score in steps of a twentieth; equals by how few blocks of cards they need. */
function sortByBlock(index, ranked) {
  const block = ([number]) => Math.floor(number / index.cardsPerBlock);
  const steps = new Map();
  for (const row of ranked) {
    const step = Math.round(Math.log(row[1] + 1e-9) * 20);
    if (!steps.has(step)) steps.set(step, []);
    steps.get(step).push(row);
  }
  const used = new Set();
  const sorted = [];
  for (const step of [...steps.keys()].sort((a, b) => b - a)) {
    const rows = steps.get(step);
    const members = new Map();
    for (const row of rows) members.set(block(row), (members.get(block(row)) ?? 0) + 1);
    const worth = (row) => (used.has(block(row)) ? 1e9 : members.get(block(row)));
    rows.sort((a, b) => worth(b) - worth(a) || block(a) - block(b) || b[1] - a[1] || a[0] - b[0]);
    for (const row of rows) {
      sorted.push(row);
      if (sorted.length <= FIRST) used.add(block(row));
    }
  }
  return sorted;
}

/** Share of the query that a record must answer when it does not answer all of it. */
function chooseFloor(reading, required, full, count, most) {
  if (full) return 0.45;
  if (reading.isQuestion) return most / 2;
  if (required.length > 2) return 0.55;
  return required.length === 2 && isHeadKnown(reading, required, count) ? 0 : 2;
}

const MODIFYING = new Set(["под", "за", "с", "със", "без", "от", "for", "with", "without", "from"]);

/** Whether of two words the one that names the thing is known: “rye bread”, “торта за баба”. */
function isHeadKnown(reading, [first, second], count) {
  const isFirst = first.scores.size > 0 && first.concept.penalty < 20;
  const isSecond = second.scores.size > 0 && second.concept.penalty < 20;
  if (reading.isEnglish && !MODIFYING.has(second.concept.before)) {
    const isLatin = Boolean(first.concept.reading ?? second.concept.reading);
    return isSecond || (isLatin && isFirst && first.scores.size <= Math.max(3, count / 10));
  }
  return isFirst && MODIFYING.has(second.concept.before);
}
