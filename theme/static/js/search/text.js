/**
 * Fold, split, stem and transliterate text by the shared specification.
 * Twin of scripts/mrezha/search/text.py; one table of cases holds the two equal.
 */

const WORD = /[a-z0-9\u0430-\u044f]+/g;
const CYRILLIC = /[\u0430-\u044f]/;
const YAT = /([бвгджзклмнпрстфхцчшщ])я/g;
const DOUBLED = /([a-z])\1/g;
const DIGIT = /[0-9]/;
const BEAM = 400;

const longestFirst = (rules) => [...rules].sort((a, b) => b[0].length - a[0].length);
const byCost = (a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);

/** Apply the first rule whose ending fits and leaves enough of the word. */
function applyRules(word, rules) {
  for (const [ending, instead, least] of rules) {
    if (word.length - ending.length >= least && word.endsWith(ending)) {
      return word.slice(0, word.length - ending.length) + instead;
    }
  }
  return word;
}

export const isCyrillic = (word) => CYRILLIC.test(word);

/** @param {object} spec the specification as data (search/data/spec.json) */
export function createText(spec) {
  const { bg, en, law } = spec;
  const irregular = new Map(Object.entries(bg.irregular));
  const irregularEn = new Map(Object.entries(en.irregular));
  const bgSteps = ["article", "plural", "vowel", "fleeting"].map((name) => longestFirst(bg[name]));
  const bgRoot = longestFirst(bg.root);
  const enSteps = en.steps.map(longestFirst);
  const enRoot = longestFirst(en.root);
  const foldMap = new Map(Object.entries(spec.fold.map));
  const drop = new Set(spec.fold.drop);
  const lookalikes = new Map(Object.entries(spec.fold.lookalikes));
  const letters = new Map(Object.entries(law.letters));
  const lawWords = new Map(Object.entries(law.words));
  const lawEnds = Object.entries(law.ends);
  const lawPairs = Object.entries(law.pairs);
  const chat = new Map(Object.entries(spec.chat));
  const eikPrefixes = new Set(spec.eikPrefixes);
  const stems = new Map();

  function mend(word) {
    if (!CYRILLIC.test(word)) return word;
    const latin = word.match(/[a-z]/g);
    if (!latin || latin.some((c) => !lookalikes.has(c))) return word;
    return [...word].map((c) => lookalikes.get(c) ?? c).join("");
  }

  /** Lower the case, drop stress and invisible signs, keep й, mend mixed scripts. */
  function fold(text) {
    let out = "";
    for (const char of text.normalize("NFC").toLowerCase()) {
      if (drop.has(char)) continue;
      if (foldMap.has(char)) out += foldMap.get(char);
      else if (char < "\u0080" || char === "й") out += char;
      else out += char.normalize("NFKD").replace(/\p{M}/gu, "");
    }
    return out.replace(WORD, mend);
  }

  const splitWords = (text) => fold(text).match(WORD) ?? [];

  /** Take the article, the plural and the gender off a folded Bulgarian word. */
  function stemBg(word) {
    const known = irregular.get(word);
    if (known !== undefined) return known;
    if (word.length < bg.min) return word;
    for (const rules of bgSteps) word = applyRules(word, rules);
    for (const [old, instead] of bg.replace) word = word.replaceAll(old, instead);
    word = word.replace(YAT, "$1е");
    const last = bg.last[word.at(-1)];
    return word.length > 3 && last ? word.slice(0, -1) + last : word;
  }

  /** Take the endings of derivation off a stem. */
  function rootBg(stemmed) {
    let found = stemmed;
    for (let round = 0; round < bg.rootRounds; round += 1) {
      const shorter = applyRules(found, bgRoot);
      if (shorter === found) break;
      found = shorter;
    }
    if (found.length > 4 && "йаеиояую".includes(found.at(-1))) found = found.slice(0, -1);
    const last = bg.rootLast[found.at(-1)];
    return found.length > 3 && last ? found.slice(0, -1) + last : found;
  }

  /** Take plural, -ing and -ed off a folded English word; doubled letters become one. */
  function stemEn(word) {
    const known = irregularEn.get(word);
    if (known !== undefined) return known;
    if (word.length > 2) for (const rules of enSteps) word = applyRules(word, rules);
    return word.replace(DOUBLED, "$1");
  }

  const rootEn = (stemmed) => applyRules(stemmed, enRoot);

  function stem(word) {
    let found = stems.get(word);
    if (found === undefined) {
      found = CYRILLIC.test(word) ? stemBg(word) : DIGIT.test(word) ? word : stemEn(word);
      if (stems.size > 20000) stems.clear();
      stems.set(word, found);
    }
    return found;
  }

  function root(stemmed) {
    if (CYRILLIC.test(stemmed)) return rootBg(stemmed);
    return DIGIT.test(stemmed) ? stemmed : rootEn(stemmed);
  }

  /** Write a folded word in Latin letters by the Transliteration Act, art. 4 to 6. */
  function transliterate(word) {
    const whole = lawWords.get(word);
    if (whole !== undefined) return whole;
    let tail = "";
    for (const [ending, latin] of lawEnds) {
      if (word.endsWith(ending)) {
        word = word.slice(0, word.length - ending.length);
        tail = latin;
      }
    }
    for (const [pair, latin] of lawPairs) word = word.replaceAll(pair, latin);
    let out = "";
    for (const letter of word) out += letters.get(letter) ?? letter;
    return out + tail;
  }

  const tables = new Map();

  /** Rewrite text typed with layout `on` as the same keys give in layout `meant`. */
  function undoLayout(text, on, meant) {
    const key = `${on}>${meant}`;
    if (!tables.has(key)) {
      const table = new Map();
      for (const row of [0, 1]) {
        const source = [...spec.layouts[on][row]];
        const target = [...spec.layouts[meant][row]];
        source.forEach((char, i) => table.has(char) || table.set(char, target[i]));
      }
      tables.set(key, table);
    }
    return [...text].map((c) => tables.get(key).get(c) ?? c).join("");
  }

  /** Reduce Latin spelling to its sound, so that Каритарт and CaritArt meet; lines stay lines. */
  function skeleton(latin) {
    latin = latin.replace(DOUBLED, "$1");
    for (const [old, instead] of spec.skeleton) latin = latin.replaceAll(old, instead);
    return latin.replace(DOUBLED, "$1");
  }

  /**
   * Cyrillic readings of a Latin word, cheapest first: [reading, cost].
   * @param {(beginning: string) => boolean} [isAlive] prunes beginnings that lead nowhere
   */
  function readLatin(word, isAlive, limit = 12) {
    const states = Array.from({ length: word.length + 1 }, () => new Map());
    states[0].set("", 0);
    for (let at = 0; at < word.length; at += 1) {
      if (states[at].size === 0) continue;
      const ranked = [...states[at]].sort(byCost).slice(0, BEAM);
      for (let size = 1; size <= 4 && at + size <= word.length; size += 1) {
        for (const [piece, cost] of chat.get(word.slice(at, at + size)) ?? []) {
          const next = states[at + size];
          for (const [done, paid] of ranked) {
            const reading = done + piece;
            if (isAlive && !isAlive(reading)) continue;
            const known = next.get(reading);
            if (known === undefined || paid + cost < known) next.set(reading, paid + cost);
          }
        }
      }
    }
    return [...states[word.length]].sort(byCost).slice(0, limit);
  }

  /** The digits when the text is a company number, whole or in part, else null. */
  function findEik(text) {
    const match = /^([a-z\u0430-\u044f/ ]*?)[ :.№-]*([0-9][0-9 .-]*)$/.exec(fold(text).trim());
    if (!match) return null;
    const labels = match[1].replaceAll("/", " ").split(" ").filter(Boolean);
    if (labels.some((label) => !eikPrefixes.has(label))) return null;
    const digits = match[2].replace(/[^0-9]/g, "");
    return digits.length >= 3 && digits.length <= 13 ? digits : null;
  }

  return {
    spec, fold, splitWords, stemBg, rootBg, stemEn, rootEn, stem, root,
    transliterate, undoLayout, skeleton, readLatin, findEik,
  };
}
