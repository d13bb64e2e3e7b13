/** What must be answered of a query that no record answers whole. */
import { PLACES } from "./query.js";

const JOINING = new Set("под за с със без от на по в във до при през for with without from of in on to".split(" "));
const OBJECT = new Set(["на", "of"]);
const QUALITY = /([сш]к|[аеибвдзклмпрстчш]н|[оае]в)(и|а|о|ият?|ата|ото|ите)$|[^аое]ен$/;
const CLOSE = 5;
const SOUND = 20;

/** Whether a word is the name of a place: said so, or since little else is written like it. */
export async function namesPlace(index, concept, candidates) {
  if (concept.isTown || concept.isCapital) return true;
  if (concept.hint) return Boolean(concept.fields & PLACES);
  const [exact] = concept.alternatives;
  if (!exact || concept.penalty > 10 || exact.isMeant || exact.parts.length !== 1) return false;
  let named = 0;
  let all = 0;
  for (const [mask, , documents] of await index.readPostings(exact.parts[0][0][0], candidates)) {
    all += documents.length;
    if (mask & PLACES) named += documents.length;
  }
  return named * 2 > all;
}

/** Whether of the words of a question that somebody answers one says enough. */
export const isAnswered = (entries) => entries.some(({ concept, scores }) => scores.size && !concept.isWeak) || entries.every(({ scores }) => scores.size);

const stands = ({ concept, scores }) => scores.size > 0 && concept.penalty < SOUND;
const says = (entry) => stands(entry) && !entry.concept.isWeak;
const isSure = (entry) => says(entry) && entry.concept.penalty <= CLOSE;

/**
 * Of “rye bread” the bread, of „торта за баба“ the cake: words that a record must have all of
 * (`all`) or one of. A word that says too little alone („курс“, “repair”) is not it.
 * @param {object[]} entries words that name no place, with the documents of each
 * @param {(entries: object[]) => boolean} meet whether a record answers all of them
 * @returns {{all: boolean, of: object[]}|null}
 */
export function findHead(reading, entries, count, meet) {
  const parts = [];
  for (const entry of entries) {
    if (parts.length && !JOINING.has(entry.concept.before)) parts.at(-1).push(entry);
    else parts.push([entry]);
  }
  // „Ушиване на знамена“: who sews or who makes flags.
  if (parts.length === 2 && isPair(parts) && parts.every(([one]) => isSure(one))) return { all: false, of: parts.flat() };
  for (let size = parts.length - 1; size > 0; size -= 1) {
    const some = parts.slice(0, size).flat();
    if (some.every(stands) && some.some(isSure) && meet(some)) return { all: true, of: some };
  }
  const few = Math.max(3, count / 10);
  const head = parts.length > 1 ? findObject(parts) : parts[0]?.length === 2 ? findNoun(reading, parts[0], few) : [];
  return head.length ? { all: false, of: head } : null;
}

/** „Транскрипция на интервю“: the interview, when the word before it says nothing here. */
function findObject([first, second]) {
  return isPair([first, second]) && first[0].scores.size === 0 && isSure(second[0]) && second[0].concept.penalty < CLOSE ? second : [];
}

const isPair = ([first, second]) => first.length === 1 && second.length === 1 && OBJECT.has(second[0].concept.before);

/** The noun of two words: “rye bread”, „ръжен хляб“, „хляб ръжен“. */
function findNoun(reading, pair, few) {
  const [left, right] = pair;
  if (reading.isEnglish) {
    const isLatin = Boolean(left.concept.reading ?? right.concept.reading);
    if (stands(left) && stands(right)) return pair.filter(says);
    return says(right) ? [right] : isLatin && says(left) && left.scores.size <= few ? [left] : [];
  }
  const isTurned = QUALITY.test(right.concept.word) && !QUALITY.test(left.concept.word);
  const [noun, other] = isTurned ? [left, right] : [right, left];
  // „Футболни обувки“ are no shoes at large: an adjective nobody has leaves nothing.
  if (isSure(noun) && (isTurned || other.scores.size)) return [noun];
  const isNoun = says(other) && other.concept.penalty === 0 && !QUALITY.test(other.concept.word);
  return isNoun && !noun.concept.isWeak && other.scores.size <= few ? [other] : [];
}
