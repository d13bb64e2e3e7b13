/**
 * Read one word: what it may stand for in the vocabulary of the index.
 * A word has alternatives, each of parts that must stand together, each part a list of
 * [stem, weight]; `penalty` says how far the reading is from what was typed.
 */
import { isCyrillic } from "./text.js";
import { allowedSlips, countSlips, hearWord, weighSlip } from "./slips.js";

/** Penalty of a word that nothing explains. */
export const UNKNOWN = 200;
const MOST_COMPLETIONS = 60;
/** No word is completed, heard, split or mended for less. */
const LEAST_GUESS = 18;
const DIGIT = /[0-9]/;

export function createWords(text, index) {
  const { endings } = text.spec;

  const single = (stem, weight) => ({ weight, parts: [[[stem, 1]]] });

  /** „шампанско“ is no kin of „шампоан“. */
  function isKin(stem, other) {
    let same = 0;
    while (same < stem.length && stem[same] === other[same]) same += 1;
    return same > 4 || stem.length - same < 3 || other.length - same < 3;
  }

  /** A stem and, weaker, what shares its root. */
  function expand(stem, cousin) {
    const found = index.terms.has(stem) ? [[stem, 1]] : [];
    const root = text.root(stem);
    const isSure = root.length > 3 || DIGIT.test(root);
    for (const other of index.roots.get(root) ?? []) {
      if (other !== stem && (isSure ? isKin(stem, other) : other.slice(0, 4) === stem.slice(0, 4))) found.push([other, cousin]);
    }
    return found;
  }

  /** Stems of a target (twin in lexicon.py). */
  function findTarget(target) {
    const stems = index.roots.get(target);
    if (stems || target.length < 6) return stems ?? [];
    return (index.roots.get(text.root(target)) ?? []).filter((stem) => stem.slice(0, 4) === target.slice(0, 4));
  }

  function expandTargets(targets, factor = 1) {
    const found = [];
    for (const { roots, weight } of targets ?? []) {
      const parts = roots.map((root) => findTarget(root).map((stem) => [stem, 1]));
      if (parts.every((part) => part.length)) found.push({ weight: weight * factor, parts, isMeant: true });
    }
    return found;
  }

  /** Stems with a form that differs from the word by an ending of inflection: печата, печат. */
  function findForms(word) {
    for (const cut of ["", ...endings]) {
      const base = word.slice(0, word.length - cut.length);
      if (base.length < 4 || !word.endsWith(cut)) continue;
      const found = new Set();
      index.eachForm(base, (form, stem) => {
        const rest = form.slice(base.length);
        if (rest === "" || endings.includes(rest)) found.add(stem);
      });
      if (found.size) return found;
    }
    return [];
  }

  /** Alternatives for a Cyrillic word in the vocabulary, with the penalty of the nearest. */
  function lookBg(word, factor = 1) {
    const stem = text.stem(word);
    const alternatives = [];
    let penalty = UNKNOWN;
    const isNamed = index.terms.has(stem);
    for (const [found, weight] of expand(stem, 0.62)) {
      // „злато“ is not Златица.
      const isCousin = found !== stem && (isNamed || !stem.endsWith("сц"));
      alternatives.push(isCousin ? { ...single(found, weight * factor), isMeant: true } : single(found, weight * factor));
      penalty = Math.min(penalty, found === stem ? 0 : 8);
    }
    if (word !== stem && index.terms.has(word)) {
      // The name of a place as it is written: „Банско“ before „бански“.
      for (const other of alternatives) other.weight *= 0.6;
      alternatives.unshift(single(word, factor));
      penalty = 0;
    }
    if (penalty > 0) {
      for (const found of findForms(word)) {
        alternatives.push(single(found, 0.95 * factor));
        penalty = Math.min(penalty, 4);
      }
    }
    const root = text.root(stem);
    const isFar = (root.length < 4 && word.length - root.length > 4) || (word !== stem && index.terms.has(word));
    // What the word itself names comes before what it may mean.
    const aliases = isFar ? [] : expandTargets(index.aliases.get(root), penalty ? factor : factor * 0.65);
    if (aliases.length) penalty = Math.min(penalty, 5);
    return { alternatives: [...alternatives, ...aliases], penalty };
  }

  const lives = (beginning) => {
    if (index.hasForm(beginning)) return true;
    for (let n = beginning.length; n >= 3 && n >= beginning.length - 5; n -= 1) {
      if (index.terms.has(beginning.slice(0, n))) return true;
    }
    return beginning.length > 3 && index.startsRoot(beginning.slice(0, 4));
  };

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
      for (const key of index.findAliasRoot(text.rootEn(stem)) ?? []) take(expandTargets(index.aliases.get(key), 0.85), 6);
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
    index.eachForm(beginning, (form, stem) => {
      const near = beginning.length / form.length;
      stems.set(stem, Math.max(stems.get(stem) ?? 0, weight * (0.8 + 0.2 * near)));
      return stems.size < MOST_COMPLETIONS;
    });
    return [...stems].map(([stem, w]) => single(stem, w));
  }

  const isKnown = (word) => index.known.has(word) || index.known.has(text.stem(word));

  function completeWord(word) {
    if (word.length < 2 || (word.length < 4 && isKnown(word))) return { alternatives: [], penalty: UNKNOWN };
    const cost = word.length < 3 ? 60 : word.length < 4 ? 30 : 18;
    const found = complete(word, 0.9);
    if (found.length) return { alternatives: found, penalty: cost };
    if (isCyrillic(word)) return { alternatives: [], penalty: UNKNOWN };
    const keys = word.length > 3 && !isKnown(word) ? index.aliasKeys.filter((key) => key.startsWith(word)) : [];
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
  function mend(word, most = 2) {
    const limit = Math.min(most, allowedSlips(word.length));
    if (!limit || /^[0-9]+$/.test(word) || isKnown(word)) return null;
    let best = limit;
    let found = [];
    const take = (slips, row, cost) => {
      if (slips < best) { best = slips; found = []; }
      found.push([row[1], row[0], cost]);
    };
    const heard = isCyrillic(word) && word.length > 4 ? hearWord(word) : null;
    for (const row of index.listSurfaces(word[0])) {
      const [surface] = row;
      if (surface.length < 4) continue;
      const counted = countSlips(word, surface, heard === null ? best : 2);
      if (counted > 2) continue;
      const isHeard = heard !== null && hear(surface) === heard;
      const slips = isHeard && counted === 2 ? 1 : counted;
      if (slips > best || (slips === 2 && surface[1] !== word[1])) continue;
      take(slips, row, !isHeard ? weighSlip(word, surface) : counted > 1 ? 0.6 : 0);
    }
    // With another first letter one slip is the least there is, and the most.
    if (!found.length || best > 1) for (const letter of index.listLetters()) {
      if (letter === word[0]) continue;
      for (const row of index.listSurfaces(letter)) {
        const [surface] = row;
        if (surface.length > 3 && countSlips(word, surface, 1) < 2) take(1, row, weighSlip(word, surface));
      }
    }
    if (!found.length) return null;
    const same = found.filter(([, surface]) => surface[0] === word[0]);
    const kept = (same.length ? same : found).sort((a, b) => a[2] - b[2]);
    const stems = new Map();
    for (const [stem, , cost] of kept) if (!stems.has(stem)) stems.set(stem, cost - kept[0][2] < 0.2 ? 1 : 0.5);
    return { stems: [...stems].slice(0, 6), slips: best, word: kept[0][1] };
  }
  const heards = new Map();
  function hear(surface) {
    let sound = heards.get(surface);
    if (sound === undefined) {
      sound = isCyrillic(surface) ? hearWord(surface) : surface;
      heards.set(surface, sound);
    }
    return sound;
  }

  /** Slips inside words whose very form is not in the vocabulary: compare stems. */
  function mendStem(word) {
    const stem = text.stem(word);
    if (stem.length < 5 || isKnown(word)) return null;
    const limit = allowedSlips(stem.length);
    const root = text.root(stem);
    let best = limit + 1;
    let found = [];
    for (const known of index.listStems(stem[0])) {
      if (known.length < 4) continue;
      let slips = countSlips(stem, known, limit);
      if (root.length > 6 && Math.abs(stem.length - known.length) < 3 && countSlips(root, text.root(known), 1) <= 1) slips = 1;
      if (slips > limit || slips > best) continue;
      if (slips < best) { best = slips; found = []; }
      found.push([known, weighSlip(stem, known)]);
    }
    found.sort((a, b) => a[1] - b[1]);
    const shared = found.map(([known, cost]) => [known, cost === found[0][1] ? 1 : 0.5]);
    return found.length ? { stems: shared.slice(0, 6), slips: best, word: found[0][0] } : null;
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
        const alternatives = mended.stems.flatMap(([stem, share]) => [
          single(stem, 0.8 * share), ...expandTargets(index.aliases.get(text.root(stem)), 0.5 * share),
        ]);
        best = { alternatives, penalty, reading: mended.word, isMended: true };
      }
    }
    if (word.length > 4 && !isKnown(word) && (latin || !best)) {
      const stem = latin ? text.stem(word) : text.root(text.stem(word));
      const limit = Math.min(1, allowedSlips(stem.length));
      for (const key of latin ? index.aliasKeys : index.aliasRootsBg) {
        const slips = countSlips(stem, key, limit);
        if (slips > limit || key.length < (latin ? 4 : 5) || (!latin && stem.length < 7) || (!latin && key[0] !== stem[0]) || (best && best.penalty <= 40 + 20 * slips)) continue;
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
    for (const letter of index.listLetters()) {
      if (latin && isCyrillic(letter)) continue;
      const rows = index.listSurfaces(letter);
      const heard = listSounds(letter, rows);
      for (let at = 0; at < rows.length; at += 1) {
        const [surface, stem] = rows[at];
        if (surface.length < 3 || isCyrillic(surface) === latin) continue;
        const other = heard[at];
        const slips = countSlips(sound, other, limit);
        if (slips > limit || slips > best || (slips && sound.length < 6)) continue;
        if (slips < best) { best = slips; found = []; }
        found.push(stem);
      }
    }
    if (!found.length) return null;
    return { alternatives: [...new Set(found)].map((stem) => single(stem, 0.9)), penalty: 20 + 45 * best, reading: found[0] };
  }
  const sounds = new Map();
  /** How the forms of a letter sound; all at once, since each rule then runs once. */
  function listSounds(letter, rows) {
    let found = sounds.get(letter);
    if (found?.rows !== rows) {
      const latin = rows.map(([surface]) => (isCyrillic(surface) ? text.transliterate(surface) : surface));
      found = { rows, heard: text.skeleton(latin.join("\n")).split("\n") };
      sounds.set(letter, found);
    }
    return found.heard;
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

  /** „складко“ is nearer to „сладко“, a slip away, than to „складиране“, a word of its root. */
  function preferSlip(word, seen, isLast) {
    if (word.length < 6 || !isCyrillic(word) || !index.isSmall || isKnown(word)) return;
    if (isLast && index.hasForm(word)) return;
    const mended = mend(word, 1);
    if (!mended || mended.word[0] !== word[0]) return;
    seen.alternatives = [
      ...mended.stems.map(([stem, share]) => single(stem, 0.95 * share)), ...seen.alternatives.map((a) => ({ ...a, weight: a.weight * 0.6 })),
    ];
    seen.reading = mended.word;
    seen.isMended = true;
  }

  const look = (word) => (isCyrillic(word) ? lookBg(word) : lookLatin(word));

  /** @param {number} [most] a reading with a greater penalty is of no use */
  function readWord(word, isLast, forgiving, most = UNKNOWN) {
    const seen = look(word);
    if (seen.alternatives.length && seen.penalty < 40) {
      if (seen.penalty > 4) preferSlip(word, seen, isLast);
      if (isLast && word.length > 2 && isCyrillic(word)) {
        const isWhole = seen.penalty === 0;
        if (!isWhole) seen.alternatives = seen.alternatives.map((a) => ({ ...a, weight: a.weight * 0.75 }));
        if (isWhole ? word.length > 3 : true) seen.alternatives.push(...complete(word, isWhole ? 0.5 : 0.95));
      }
      return seen;
    }
    if (most < LEAST_GUESS) return seen;
    const options = [seen];
    if (isLast || (word.length > 3 && !isKnown(word))) options.push(completeWord(word));
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

  /** Do some work without taking Latin letters for Bulgarian: they came by a layout. */
  function withoutReadings(isOff, work) {
    usesReadings = !isOff;
    try {
      return work();
    } finally {
      usesReadings = true;
    }
  }

  return { look, readWord, expandTargets, isKnown, withoutReadings };
}
