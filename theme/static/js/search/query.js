/**
 * Understand a query: how each word may be read, what is asked for, and where.
 * A word becomes a concept: alternatives, each of parts that must stand together, each part a
 * list of [stem, weight]. `penalty` says how far the reading is from what was typed.
 */
import { isCyrillic } from "./text.js";
import { allowedSlips, countSlips } from "./slips.js";

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
const MAX_WORDS = 24;
const MAX_WORD = 40;
const UNKNOWN = 200;
const LAYOUT = 30;
const MOST_LOADS = 3;
const MANY = 20;
const DIGIT = /[0-9]/;

export function createQuery(text, index) {
  const { spec } = text;
  const stop = new Set(spec.stop);
  const request = new Set(spec.request);
  const requestEn = new Set(spec.requestEn);
  const asking = new Set(spec.asking);
  const generic = new Set(spec.generic.map(text.stem));
  const genericEn = new Set(spec.genericEn);
  const legal = new Set(spec.legal);
  const { endings } = spec;
  const saints = new Map(Object.entries(spec.saints));
  const prepositions = new Set(spec.places.prepositions);
  const dotted = new Map(Object.entries(spec.places.dotted));
  const markers = new Map();
  for (const [level, words] of Object.entries(spec.places.markers)) {
    for (const word of words) markers.set(word, level);
  }
  const stopStarts = new Set();
  for (const word of [...stop, ...request, ...markers.keys()]) {
    if (isCyrillic(word)) for (let n = 1; n <= word.length; n += 1) stopStarts.add(word.slice(0, n));
  }

  const single = (stem, weight) => ({ weight, parts: [[[stem, 1]]] });

  /** A stem and, weaker, what shares its root. */
  function expand(stem, cousin) {
    const found = index.terms.has(stem) ? [[stem, 1]] : [];
    const root = text.root(stem);
    if (root.length > 3 || DIGIT.test(root)) {
      for (const other of index.roots.get(root) ?? []) if (other !== stem) found.push([other, cousin]);
    }
    return found;
  }

  function expandTargets(targets, factor = 1) {
    const found = [];
    for (const { roots, weight } of targets ?? []) {
      const parts = roots.map((root) => (index.roots.get(root) ?? []).map((stem) => [stem, 1]));
      if (parts.every((part) => part.length)) found.push({ weight: weight * factor, parts });
    }
    return found;
  }

  /** Stems with a form that differs from the word by an ending of inflection: печата, печат. */
  function findForms(word) {
    for (const cut of ["", ...endings]) {
      const base = word.slice(0, word.length - cut.length);
      if (base.length < 4 || !word.endsWith(cut)) continue;
      const found = new Set();
      for (let at = index.findSurface(base); at < index.surfaces.length; at += 1) {
        const [surface, stem] = index.surfaces[at];
        if (!surface.startsWith(base)) break;
        const rest = surface.slice(base.length);
        if (rest === "" || endings.includes(rest)) found.add(stem);
      }
      if (found.size) return found;
    }
    return [];
  }

  /** Alternatives for a Cyrillic word in the vocabulary, with the penalty of the nearest. */
  function lookBg(word, factor = 1) {
    const stem = text.stem(word);
    const alternatives = [];
    let penalty = UNKNOWN;
    for (const [found, weight] of expand(stem, 0.62)) {
      alternatives.push(single(found, weight * factor));
      penalty = Math.min(penalty, found === stem ? 0 : 8);
    }
    if (penalty > 0) {
      for (const found of findForms(word)) {
        alternatives.push(single(found, 0.95 * factor));
        penalty = Math.min(penalty, 4);
      }
    }
    const root = text.root(stem);
    const isFar = root.length < 4 && word.length - root.length > 3;
    const aliases = isFar ? [] : expandTargets(index.aliases.get(root), factor);
    if (aliases.length) penalty = Math.min(penalty, 5);
    return { alternatives: [...alternatives, ...aliases], penalty };
  }

  const lives = (beginning) => {
    const at = index.findSurface(beginning);
    if (index.surfaces[at]?.[0].startsWith(beginning)) return true;
    for (let n = beginning.length; n >= 3 && n >= beginning.length - 5; n -= 1) {
      if (index.terms.has(beginning.slice(0, n))) return true;
    }
    return beginning.length > 3 && liveRoots().has(beginning.slice(0, 4));
  };
  let rootStarts = null;
  let rootCount = -1;
  function liveRoots() {
    if (rootCount !== index.roots.size + index.aliases.size) {
      rootStarts = new Set();
      for (const key of [...index.roots.keys(), ...index.aliases.keys()]) {
        if (isCyrillic(key)) rootStarts.add(key.slice(0, 4));
      }
      rootCount = index.roots.size + index.aliases.size;
    }
    return rootStarts;
  }

  /** Alternatives for a Latin word: as it stands, as English, as Bulgarian in Latin letters. */
  let usesReadings = true;

  function lookLatin(word) {
    const alternatives = [];
    let penalty = UNKNOWN;
    let reading = null;
    const take = (found, cost) => {
      if (found.length) penalty = Math.min(penalty, cost);
      alternatives.push(...found);
    };
    const stem = text.stem(word);
    take(expand(stem, 0.62).map(([found, weight]) => single(found, weight)), index.terms.has(stem) ? 0 : 8);
    const english = index.aliases.get(stem);
    take(expandTargets(english), 3);
    if (!english && stem.length > 3) {
      for (const key of (index.aliasRoots.get(text.rootEn(stem)) ?? [])) take(expandTargets(index.aliases.get(key), 0.85), 6);
    }
    const readings = usesReadings ? text.readLatin(word, lives, 8) : [];
    let cheapest = UNKNOWN;
    for (const [read, cost] of readings) {
      const seen = lookBg(read, 1 - cost / 250);
      const total = cost + seen.penalty;
      if (total >= UNKNOWN || total > cheapest + 30 || (penalty < 8 && total > 30)) continue;
      if (total < cheapest) { cheapest = total; reading = read; }
      take(seen.alternatives, 2 + total);
    }
    return { alternatives, penalty, reading: penalty > 3 ? reading : null };
  }

  /** Words that begin so. */
  function complete(beginning, weight) {
    const stems = new Map();
    for (let at = index.findSurface(beginning); at < index.surfaces.length && stems.size < 60; at += 1) {
      const [surface, stem] = index.surfaces[at];
      if (!surface.startsWith(beginning)) break;
      const near = beginning.length / surface.length;
      stems.set(stem, Math.max(stems.get(stem) ?? 0, weight * (0.8 + 0.2 * near)));
    }
    return [...stems].map(([stem, w]) => single(stem, w));
  }

  const isKnown = (word) => index.known.has(word) || index.known.has(text.stem(word));

  function completeWord(word) {
    if (word.length < 2 || (word.length < 4 && isKnown(word))) return { alternatives: [], penalty: UNKNOWN };
    const cost = word.length < 3 ? 60 : word.length < 4 ? 30 : 18;
    const found = complete(word, 0.9);
    if (found.length) return { alternatives: found, penalty: cost };
    if (isCyrillic(word)) return { alternatives: [], penalty: UNKNOWN };
    const keys = word.length > 3 ? index.aliasKeys.filter((key) => key.startsWith(word)) : [];
    if (keys.length) {
      return { alternatives: keys.slice(0, 12).flatMap((key) => expandTargets(index.aliases.get(key), 0.9)), penalty: cost };
    }
    for (const [read, paid] of usesReadings ? text.readLatin(word, lives, 4) : []) {
      const completed = complete(read, 0.85);
      if (completed.length && paid < 60 && !isKnown(read)) {
        return { alternatives: completed, penalty: cost + paid, reading: read };
      }
    }
    return { alternatives: [], penalty: UNKNOWN };
  }

  /** Nearest words of the vocabulary by slips of the hand. */
  function mend(word) {
    const limit = allowedSlips(word.length);
    if (!limit || /^[0-9]+$/.test(word) || isKnown(word)) return null;
    let best = limit;
    let found = [];
    const consider = (candidate, target) => {
      const slips = countSlips(word, candidate, best);
      if (slips > best || (slips === 2 && candidate[0] !== word[0])) return;
      if (slips < best) { best = slips; found = []; }
      found.push([target, candidate]);
    };
    for (const [surface, stem] of index.surfaces) if (surface.length > 3) consider(surface, stem);
    if (found.length) {
      const same = found.filter(([, candidate]) => candidate[0] === word[0]);
      return { stems: [...new Set((same.length ? same : found).map(([stem]) => stem))].slice(0, 6), slips: best, word: (same[0] ?? found[0])[1] };
    }
    return null;
  }

  /** Slips inside words whose very form is not in the vocabulary: compare stems. */
  function mendStem(word) {
    const stem = text.stem(word);
    if (stem.length < 5 || isKnown(word)) return null;
    const limit = allowedSlips(stem.length);
    const root = text.root(stem);
    let best = limit + 1;
    let found = [];
    for (const known of index.terms.keys()) {
      if (known[0] !== stem[0] || known.length < 4) continue;
      let slips = countSlips(stem, known, limit);
      if (root.length > 5 && Math.abs(stem.length - known.length) < 4 && countSlips(root, text.root(known), 1) <= 1) slips = 1;
      if (slips > limit || slips > best) continue;
      if (slips < best) { best = slips; found = []; }
      found.push(known);
    }
    return found.length ? { stems: found.slice(0, 6), slips: best, word: found[0] } : null;
  }

  function mendWord(word) {
    if (isKnown(word)) return null;
    const latin = !isCyrillic(word);
    const tries = latin ? [[word, 0], ...text.readLatin(word, undefined, 3)] : [[word, 0]];
    let best = null;
    for (const [face, cost] of tries) {
      const mended = mend(face) ?? (isCyrillic(face) ? mendStem(face) : null);
      if (!mended) continue;
      const penalty = 40 + 20 * mended.slips + cost;
      if (!best || penalty < best.penalty) {
        const alternatives = mended.stems.flatMap((stem) => [
          single(stem, 0.8), ...expandTargets(index.aliases.get(text.root(stem)), 0.5),
        ]);
        best = { alternatives, penalty, reading: mended.word, isMended: true };
      }
    }
    if (latin && word.length > 4 && !isKnown(word)) {
      const stem = text.stem(word);
      const limit = allowedSlips(stem.length);
      for (const key of index.aliasKeys) {
        const slips = countSlips(stem, key, limit);
        if (slips > limit || key.length < 4 || (best && best.penalty <= 40 + 20 * slips)) continue;
        best = { alternatives: expandTargets(index.aliases.get(key), 0.8), penalty: 40 + 20 * slips, reading: key, isMended: true };
      }
    }
    return best;
  }

  /** A name in the other script: Каритарт for CaritArt. */
  function soundAlike(word) {
    if (word.length < 3 || isKnown(word)) return null;
    const latin = isCyrillic(word);
    const sound = text.skeleton(latin ? text.transliterate(word) : word);
    const limit = allowedSlips(sound.length) ? 1 : 0;
    let best = limit + 1;
    let found = [];
    for (const [surface, stem] of index.surfaces) {
      if (isCyrillic(surface) === latin || surface.length < 3) continue;
      const other = soundOf(surface);
      const slips = countSlips(sound, other, limit);
      if (slips > limit || slips > best) continue;
      if (slips < best) { best = slips; found = []; }
      found.push(stem);
    }
    if (!found.length) return null;
    return { alternatives: [...new Set(found)].map((stem) => single(stem, 0.9)), penalty: 20 + 45 * best, reading: found[0] };
  }
  const sounds = new Map();
  function soundOf(surface) {
    let sound = sounds.get(surface);
    if (sound === undefined) {
      sound = text.skeleton(isCyrillic(surface) ? text.transliterate(surface) : surface);
      sounds.set(surface, sound);
    }
    return sound;
  }

  /** A compound written as one word, or its parts. */
  function splitCompound(word) {
    if (word.length < 7 || !isCyrillic(word)) return null;
    for (let at = word.length - 3; at >= 3; at -= 1) {
      const left = expand(text.stem(word.slice(0, at)), 0.7);
      const right = expand(text.stem(word.slice(at)), 0.7);
      if (left.length && right.length && index.terms.has(text.stem(word.slice(at))) && word.length - at > 3) {
        return { alternatives: [{ weight: 0.8, parts: [left, right] }], penalty: 61 };
      }
    }
    return null;
  }

  const look = (word) => (isCyrillic(word) ? lookBg(word) : lookLatin(word));

  function readWord(word, isLast, forgiving) {
    const seen = look(word);
    if (seen.alternatives.length && seen.penalty < 40) {
      if (isLast && word.length > 2 && isCyrillic(word)) {
        const isWhole = seen.penalty === 0;
        if (!isWhole) seen.alternatives = seen.alternatives.map((a) => ({ ...a, weight: a.weight * 0.75 }));
        if (isWhole ? word.length > 3 : true) seen.alternatives.push(...complete(word, isWhole ? 0.5 : 0.95));
      }
      return seen;
    }
    const options = [seen];
    if (isLast || word.length > 3) options.push(completeWord(word));
    const sound = soundAlike(word);
    if (sound) options.push(sound);
    const compound = forgiving && splitCompound(word);
    if (compound) options.push(compound);
    let best = options.reduce((a, b) => (b.penalty < a.penalty ? b : a));
    if (forgiving && best.penalty > 40) {
      const mended = mendWord(word);
      if (mended && mended.penalty < best.penalty) best = mended;
    }
    return best;
  }

  /** Split into tokens with what followed each: a dot or a comma. */
  function tokenize(raw) {
    const tokens = [];
    const pattern = /([a-z0-9\u0430-\u044f]+)([^a-z0-9\u0430-\u044f]*)/g;
    const capitals = new Set((raw.match(/(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}]*/gu) ?? []).map(text.fold));
    for (const match of text.fold(raw).matchAll(pattern)) {
      if (tokens.length >= MAX_WORDS) break;
      let word = match[1].slice(0, MAX_WORD);
      if (saints.has(word)) word = saints.get(word);
      const gap = match[2];
      tokens.push({ word, capital: capitals.has(match[1]), dot: gap.startsWith("."), break: /[,;]/.test(gap), glued: gap !== "" && !/\s/.test(gap) });
    }
    return joinAbbreviations(tokens);
  }

  function joinAbbreviations(tokens) {
    for (const [first, second] of spec.places.multi) {
      for (let at = 0; at + 1 < tokens.length; at += 1) {
        if (tokens[at].word === first && tokens[at + 1].word === second && (tokens[at].dot || tokens[at].glued)) {
          tokens.splice(at, 2, { ...tokens[at + 1], word: first + second, marker: "quarter" });
        }
      }
    }
    return tokens;
  }

  /** The Bulgarian stop, request or place word a Latin word stands for, if any. */
  const functionReadings = new Map();
  function readFunction(word) {
    if (isCyrillic(word)) return word;
    if (!functionReadings.has(word)) {
      let found = word;
      if (word.length < 14 && (word.length > 1 || "vsioua".includes(word)) && !index.terms.has(text.stem(word))) {
        const fits = ([read, cost]) => cost <= 25 && (stop.has(read) || request.has(read) || markers.has(read));
        const reading = text.readLatin(word, (start) => stopStarts.has(start), 6).find(fits);
        if (reading) [found] = reading;
      }
      if (functionReadings.size > 2000) functionReadings.clear();
      functionReadings.set(word, found);
    }
    return functionReadings.get(word);
  }

  /** Sort the tokens into content, place hints and words that ask. */
  function classify(tokens) {
    let hint = null;
    let asked = 0;
    const kept = [];
    let before = null;
    const english = tokens.every(({ word }) => !isCyrillic(word));
    tokens.forEach((token, at) => {
      const plain = readFunction(token.word);
      const short = dotted.get(token.word);
      let level = token.marker ?? (short ? (token.dot ? short : undefined) : markers.get(plain));
      if (level && at === tokens.length - 1 && !(english && kept.length)) level = undefined;
      if (level && english && /^[a-z]/.test(token.word) && plain === token.word && at === tokens.length - 1 && kept.length) {
        kept.at(-1).hint = level;
        return;
      }
      if (level) { hint = level; return; }
      if (stop.has(plain) || (english && tokens.length > 1 && requestEn.has(token.word))) {
        if (asking.has(plain)) asked += 1;
        if (prepositions.has(plain)) hint = null;
        kept.push({ ...token, role: "stop" });
        before = plain;
        return;
      }
      const role = request.has(plain) ? "request" : legal.has(plain) ? "legal"
        : (english && genericEn.has(token.word)) || generic.has(text.stem(plain)) ? "generic" : "content";
      if (role === "request") asked += 1;
      kept.push({ ...token, role, hint, before });
      before = null;
      if (token.break) hint = null;
    });
    const content = kept.filter(({ role }) => role === "content");
    let used = kept.filter(({ role }) => role !== "stop" && role !== "request");
    if (!content.length) {
      const some = kept.filter(({ role }) => role !== "stop" && role !== "request");
      used = (some.length ? some : kept).map((token) => ({ ...token, role: "content" }));
    }
    return { used, isQuestion: asked > 0 && content.length > 0, asked, total: tokens.length };
  }

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

  /** A town of several words that no record is in. */
  function findEmptyTown(tokens, at) {
    for (const size of [3, 2]) {
      const name = tokens.slice(at, at + size).map(({ word }) => word).join(" ");
      if (at + size <= tokens.length && index.towns.has(name)) return name;
    }
    return null;
  }

  /** Two neighbours written apart that the records write as one. */
  function joinWords(tokens, at) {
    const next = tokens[at + 1];
    if (!next || tokens[at].hint !== next.hint) return null;
    const joined = tokens[at].word + next.word;
    if (joined.length < 5 || !index.terms.has(text.stem(joined))) return null;
    return look(joined);
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

  /** Read a whole query, as it stands after any change of layout. */
  function interpret(raw, forgiving) {
    const tokens = tokenize(raw);
    const { used, isQuestion, asked, total } = classify(tokens);
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
      let seen = readWord(token.word, isLast, forgiving);
      if (seen.penalty > 8 && !phrase) {
        const joined = joinWords(used, at);
        if (joined && joined.penalty < seen.penalty) { seen = joined; size = 2; }
      }
      const concept = {
        word: token.word, role: token.role, hint: token.hint, alternatives: seen.alternatives,
        before: token.before ?? null, fields: allowedFields(token, text.stem(seen.reading ?? token.word)), penalty: seen.penalty,
        reading: seen.reading ?? null, isMended: seen.isMended ?? false,
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
      const counted = concept.role === "content" ? 1 : 0.2;
      penalty += Math.min(concept.penalty, UNKNOWN) * counted;
      weight += counted;
      at += size - 1;
    }
    const signs = /[a-z][;'`[\]\\,./]+[a-z]|^[;'`[\]\\]|[a-z][;'`[\]\\]( |$)/i.test(raw) && !/@|www|\.(bg|com|org)/i.test(raw) ? 25 : 0;
    const required = concepts.filter(({ role }) => role === "content");
    return {
      raw, concepts, isQuestion: isQuestion || required.length > 4 || (total > 4 && total > used.length), asked, total,
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
      if (role === "legal" || index.terms.has(stem)) continue;
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
    if (index.isSmall) {
      if (thorough || !index.isSplit || /[a-z0-9]/i.test(raw)) await index.ensureAll();
      else await index.ensure(["\u044f\uffff"]);
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
    await prepare(raw, true);
    best = interpret(raw, false);
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
      await prepare(changed, false);
      usesReadings = meant !== "us";
      const reading = interpret(changed, false);
      usesReadings = true;
      if (!reading.isExplained) continue;
      const content = reading.concepts.filter((c) => c.role === "content");
      if (on !== "us" && meant !== "us" && content.some((c) => c.penalty > 5)) continue;
      const shortest = Math.min(...content.map((c) => c.word.length));
      const penalty = reading.penalty + LAYOUT + (shortest < 4 ? 25 : 0);
      if (penalty < (chosen?.penalty ?? 75)) chosen = { ...reading, penalty, layout: [on, meant] };
    }
    if (chosen) return chosen;
    return interpret(raw, true);
  }

  return { understand, interpret, tokenize };
}
