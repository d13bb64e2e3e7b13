/**
 * Understand a query: how each word may be read, what is asked for, and where.
 * Words become concepts; the query as typed is tried first, then other keyboard layouts, then
 * slips of the hand, then what is understood of a question.
 */
import { isCyrillic } from "./text.js";
import { createSentence } from "./sentence.js";
import { createWords, UNKNOWN } from "./words.js";

/** Field bits, in the order of FIELDS in analyse.py. */
export const FIELD = Object.fromEntries(
  ["name", "offer", "category", "label", "settlement", "municipality", "district", "region",
    "quarter", "street", "form", "text", "host"].map((name, at) => [name, 1 << at]),
);
const HINTS = {
  settlement: FIELD.settlement | FIELD.quarter, municipality: FIELD.municipality,
  district: FIELD.district, region: FIELD.region | FIELD.district | FIELD.municipality,
  quarter: FIELD.quarter, street: FIELD.street,
};
const NAMES = FIELD.name | FIELD.host;
export const PLACES = FIELD.settlement | FIELD.municipality | FIELD.district | FIELD.region | FIELD.quarter;
const NAMED_AS_WRITTEN = new Set(["settlement", "municipality", "quarter"]);
const LAYOUT = 30;
/** From here on a slip of the hand may say more than a likeness of sound. */
const DOUBTFUL = 40;
const MOST_LOADS = 3;
const MANY = 20;

export function createQuery(text, index) {
  const { look, readWord, expandTargets, isKnown, withoutReadings } = createWords(text, index);
  const { tokenize, classify } = createSentence(text, index);
  const weak = new Set(text.spec.weak.split(" "));

  /** Longest phrase of the word lists that starts at `at`. */
  function findPhrase(tokens, at) {
    const keyOf = (token) => {
      const stem = text.stem(token.word);
      return isCyrillic(token.word) ? text.root(stem) : stem;
    };
    const longest = index.aliasLength.get(keyOf(tokens[at])) ?? 1;
    for (let size = Math.min(longest, tokens.length - at); size > 1; size -= 1) {
      const key = tokens.slice(at, at + size).map(keyOf).join(" ");
      const alternatives = expandTargets(index.aliases.get(key));
      if (alternatives.length) return { size, alternatives, key };
    }
    return null;
  }

  /** A town that no record is in. */
  function findEmptyTown(tokens, at) {
    for (const size of [3, 2]) {
      const name = tokens.slice(at, at + size).map(({ word }) => word).join(" ");
      if (at + size <= tokens.length && index.towns.has(name)) return name;
    }
    const { word } = tokens[at];
    if (!index.towns.has(word) || index.terms.has(text.stem(word)) || index.terms.has(word)) return null;
    // „мартен“ is the beginning of „мартеници“ as well.
    const isBegun = at === tokens.length - 1 && !tokens[at].capital && index.hasForm(word);
    return isBegun ? null : word;
  }

  /** Two neighbours written apart that the records write as one. */
  function joinWords(tokens, at) {
    const next = tokens[at + 1];
    if (!next || next.hint) return null;
    const joined = tokens[at].word + next.word;
    if (joined.length < 5 || !index.terms.has(text.stem(joined))) return null;
    return look(joined);
  }

  /** „без глутен“ is what „безглутенов“ says. */
  function addLack(word, seen) {
    const found = readWord(`без${text.root(text.stem(word))}`, true, false);
    if (found.penalty > 20) return;
    seen.alternatives.push(...found.alternatives);
    seen.penalty = Math.min(seen.penalty, 10);
  }

  function allowedFields(token, stem) {
    if (token.hint) return HINTS[token.hint];
    if (token.capital && index.towns.has(token.word)) return NAMES;
    return ~FIELD.street;
  }

  /** In a large directory a word that many records hold needs no cousins. */
  function keepExact(concept) {
    const exact = concept.alternatives.find(({ weight, parts }) => weight === 1 && parts.length === 1
      && parts[0].length === 1 && index.countRecords(parts[0][0][0]) >= MANY);
    if (exact) concept.alternatives = [exact];
  }

  /**
   * Read a whole query, as it stands after any change of layout.
   * @param {number} [most] penalty of a word from which on the reading would not be taken
   */
  function interpret(raw, forgiving, most = UNKNOWN) {
    const tokens = tokenize(raw);
    const { used, isQuestion, isPhrase, asked, total } = classify(tokens);
    const concepts = [];
    let penalty = 0;
    let weight = 0;
    for (let at = 0; at < used.length; at += 1) {
      const token = used[at];
      const town = findEmptyTown(used, at);
      if (town) {
        concepts.push({ word: town, role: "content", hint: token.hint, alternatives: [], fields: 0, penalty: UNKNOWN, reading: null, isMended: false, isTown: true });
        penalty += UNKNOWN;
        weight += 1;
        at += town.split(" ").length - 1;
        continue;
      }
      const isLast = at === used.length - 1;
      const phrase = findPhrase(used, at);
      let size = 1;
      let seen = readWord(token.word, isLast, forgiving, token.role === "content" ? most : UNKNOWN);
      if (seen.penalty > 8 && !phrase) {
        const joined = joinWords(used, at);
        if (joined && joined.penalty < seen.penalty) { seen = joined; size = 2; }
      }
      // „село Баните“ is not Баня.
      if (NAMED_AS_WRITTEN.has(token.hint) && seen.penalty === 0 && isCyrillic(token.word)
        && !index.terms.has(token.word)) seen = { ...seen, alternatives: [], penalty: UNKNOWN };
      if (token.before === "без" && seen.penalty > 0) addLack(token.word, seen);
      const concept = {
        word: token.word, role: token.role, hint: token.hint, alternatives: seen.alternatives,
        before: token.before ?? null, fields: allowedFields(token, text.stem(seen.reading ?? token.word)), penalty: seen.penalty,
        reading: seen.reading ?? null, isMended: seen.isMended ?? false, isWeak: weak.has(text.stem(seen.reading ?? token.word)) || weak.has(text.stem(token.word)),
        isCapital: token.capital && index.towns.has(token.word),
      };
      if (phrase) {
        const words = used.slice(at, at + phrase.size).map(({ word }, i, all) => (i ? readWord(word, at + i === used.length - 1, forgiving) : seen));
        const parts = words.map(({ alternatives }) => alternatives.flatMap((a) => (a.parts.length === 1 ? a.parts[0].map(([s, w]) => [s, w * a.weight]) : [])));
        concept.alternatives = [...phrase.alternatives];
        if (parts.every((part) => part.length)) concept.alternatives.push({ weight: 1, parts });
        for (const { alternatives } of words) concept.alternatives.push(...alternatives.map((a) => ({ ...a, weight: a.weight * 0.35 })));
        concept.word = used.slice(at, at + phrase.size).map(({ word }) => word).join(" ");
        concept.penalty = 3;
        concept.role = "content";
        concept.span = phrase.size;
        size = phrase.size;
      }
      if (!index.isSmall) keepExact(concept);
      concepts.push(concept);
      if (concept.role === "content" && concept.penalty > most) return null;
      const counted = concept.role === "content" ? 1 : 0.2;
      penalty += Math.min(concept.penalty, UNKNOWN) * counted;
      weight += counted;
      at += size - 1;
    }
    const signs = /[a-z][;'`[\]\\,./]+[a-z]|^[;'`[\]\\]|[a-z][;'`[\]\\]( |$)/i.test(raw) && !/@|www|\.(bg|com|org)/i.test(raw) ? (/[a-z][;`[\]\\]/i.test(raw) ? 45 : 25) : 0;
    const required = concepts.filter(({ role }) => role === "content");
    return {
      raw, concepts, isQuestion: isQuestion || required.length > 4 || (total > 4 && total > used.length && !isPhrase), asked, total,
      penalty: weight ? penalty / weight + signs : UNKNOWN,
      hasSigns: signs > 0,
      isEnglish: tokens.every(({ word }) => !isCyrillic(word)),
      isExplained: required.length > 0 && required.every((c) => c.penalty < UNKNOWN && c.alternatives.length),
    };
  }

  function listLayouts(raw) {
    const pairs = [];
    if (/[a-z]/i.test(raw)) pairs.push(["us", "bds"], ["us", "phonetic"], ["us", "bas"]);
    if (/[\u0400-\u04ff]/.test(raw)) {
      pairs.push(["bds", "us"], ["phonetic", "us"], ["bas", "us"]);
      pairs.push(["phonetic", "bds"], ["bas", "bds"], ["bds", "phonetic"], ["bds", "bas"], ["phonetic", "bas"], ["bas", "phonetic"]);
    }
    return pairs;
  }

  /** Beginnings of words that a reading needs from the vocabulary of a large directory. */
  function listBeginnings(raw, thorough) {
    const beginnings = new Set();
    for (const { word, role } of classify(tokenize(raw)).used) {
      const stem = text.stem(word);
      if (role === "legal" || (index.terms.has(stem) && !index.isSmall)) continue;
      if (isCyrillic(word)) {
        beginnings.add(word.length > stem.length ? stem : word);
        beginnings.add(text.root(stem));
        if (thorough) {
          beginnings.add(word.slice(0, 3));
          beginnings.add(text.transliterate(word).slice(0, 5));
        }
        continue;
      }
      beginnings.add(stem);
      const readings = text.readLatin(word, undefined, thorough ? 6 : 2).map(([read]) => text.stem(read));
      if (readings.some((read) => index.terms.has(read))) continue;
      for (const read of readings) beginnings.add(thorough ? read.slice(0, 4) : read);
    }
    return beginnings;
  }

  async function ensureTargets(reading) {
    const beginnings = new Set();
    for (const { word } of classify(tokenize(reading)).used) {
      const stem = text.stem(word);
      if (index.terms.has(stem)) continue;
      for (const key of [text.root(stem), stem, text.rootEn(stem)]) {
        for (const { roots } of index.aliases.get(key) ?? []) {
          for (const root of roots.slice(0, 2)) if (!index.roots.has(root)) beginnings.add(root);
        }
      }
    }
    await index.ensure([...beginnings].slice(0, 2));
  }

  /** Load what one reading of the query needs. */
  async function prepare(raw, thorough) {
    if (index.isWhole) {
      await index.ensureAll();
      return;
    }
    await index.ensureCommon();
    await index.ensure(listBeginnings(raw, thorough));
    await ensureTargets(raw);
  }

  /**
   * Choose how to read the query: as typed when that explains it, else another layout that
   * explains every word, else slips of the hand, else what is understood of it.
   */
  async function understand(raw) {
    index.limitLoads(MOST_LOADS);
    await prepare(raw, false);
    let best = interpret(raw, false);
    if (best.isExplained && best.penalty < 15) return best;
    const { version } = index;
    await prepare(raw, true);
    if (index.version !== version) best = interpret(raw, false);
    if (best.isExplained && best.penalty < 15) return best;
    let chosen = best.isExplained ? best : null;
    if (!index.isSmall && /^[^a-z]*$/i.test(raw)) {
      const mended = interpret(raw, true);
      if (mended.isExplained && mended.penalty < 70) return mended;
    }
    const unread = best.concepts.filter((c) => c.role === "content" && c.penalty >= UNKNOWN);
    const isMeant = !best.hasSigns && unread.length > 0 && unread.every((c) => c.isTown || isKnown(c.word));
    for (const [on, meant] of isMeant ? [] : listLayouts(raw)) {
      const changed = text.undoLayout(raw, on, meant);
      if (meant === "us" && /[a-z][^a-z0-9\s'-]+[a-z]/i.test(changed)) continue;
      await prepare(changed, false);
      // Cyrillic that is no word is far more often a slip than another layout.
      const most = on === "us" ? UNKNOWN : meant === "us" ? 5 : 4;
      const reading = withoutReadings(meant === "us", () => interpret(changed, false, most));
      if (!reading?.isExplained) continue;
      const content = reading.concepts.filter((c) => c.role === "content");
      if (content.some((c) => c.penalty >= 18 && c.word.length < 5)) continue;
      const shortest = Math.min(...content.map((c) => c.word.length));
      const penalty = reading.penalty + LAYOUT + (shortest < 4 ? 25 : 0);
      if (penalty < (chosen?.penalty ?? 75)) chosen = { ...reading, penalty, layout: [on, meant] };
    }
    if (chosen && (chosen.layout || chosen.penalty < DOUBTFUL)) return chosen;
    const mended = interpret(raw, true);
    return chosen && !(mended.isExplained && mended.penalty < chosen.penalty) ? chosen : mended;
  }

  return { understand };
}
