/**
 * The vocabulary that is loaded: terms with their forms, aliases, known words, towns.
 * A line is taken apart when its word is asked for; roots and forms when a word of the same
 * beginning is: most queries need few of them.
 */
import { isCyrillic } from "./text.js";

const NONE = [];
const START = 4;
const compare = (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);

/** A form written in a line: `-` stands for the stem. */
const writeForm = (form, stem) => (form.startsWith("-") ? stem + form.slice(1) : form);

/** The place of the first of the sorted `rows` whose word is not before `word`. */
function findRow(rows, word) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][0] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {object} text functions of text.js
 * @param {(what: string) => Error} damage makes the error of a line that is no line
 */
export function createVocabulary(text, damage) {
  const lines = new Map(); // term -> its line
  const byLetter = new Map(); // first letter -> terms in the order they came
  const others = new Map(); // first letter -> terms with a form that begins with it, not with theirs
  let surfaces = new Map();
  let roots = new Map();
  let letters = null;
  const aliases = new Map();
  const aliasLength = new Map();
  const aliasRoots = new Map(); // first letter -> root -> English words
  const aliasStarts = new Set();
  const aliasKeys = [];
  const aliasRootsBg = [];
  const known = new Set();
  const towns = new Set();

  const push = (map, key, value) => {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  };

  function readAlias(line) {
    const cut = line.indexOf("\t");
    const key = line.slice(1, cut);
    aliases.set(key, line.slice(cut + 1));
    const space = key.indexOf(" ");
    const first = space < 0 ? key : key.slice(0, space);
    const size = space < 0 ? 1 : key.split(" ").length;
    if (size > (aliasLength.get(first) ?? 0)) aliasLength.set(first, size);
    if (isCyrillic(key)) aliasStarts.add(key.slice(0, START));
    if (size === 1) (key >= "a" && key < "{" ? aliasKeys : aliasRootsBg).push(key);
  }

  function readTerm(line) {
    const cut = line.indexOf("\t");
    const end = line.indexOf("\t", cut + 1);
    if (cut < 1 || end < 0) throw damage(line.slice(0, 40));
    const stem = line.slice(0, cut);
    lines.set(stem, line);
    push(byLetter, stem[0], stem);
    if (end === cut + 1) return;
    // Forms are sorted: „хора“ of „човек“ is the first or the last of them.
    const last = line.lastIndexOf(" ", end);
    for (const letter of [line[cut + 1], last > cut ? line[last + 1] : "-"]) {
      if (letter !== "-" && letter !== stem[0]) push(others, letter, stem);
    }
  }

  /** Read a file of the vocabulary. */
  function read(content) {
    for (const line of content.split("\n")) {
      const sign = line[0];
      if (sign === "=") readAlias(line);
      else if (sign === "!") known.add(line.slice(1));
      else if (sign === "^") towns.add(line.slice(1));
      else if (line) readTerm(line);
    }
    surfaces = new Map();
    roots = new Map();
    letters = null;
    aliasRoots.clear();
  }

  /** What the records write, beginning with `letter`: [form, stem], sorted. */
  function listSurfaces(letter) {
    let rows = surfaces.get(letter);
    if (rows) return rows;
    rows = [];
    const extra = others.get(letter);
    const stems = byLetter.get(letter) ?? NONE;
    const all = extra ? inOrder(new Set([...stems, ...extra])) : stems;
    for (const stem of all) {
      const line = lines.get(stem);
      const start = stem.length + 1;
      const end = line.indexOf("\t", start);
      if (end === start) {
        if (stem[0] === letter) rows.push([stem, stem]);
      } else {
        for (const written of line.slice(start, end).split(" ")) {
          const form = writeForm(written, stem);
          if (form[0] === letter) rows.push([form, stem]);
        }
      }
    }
    rows.sort(compare);
    surfaces.set(letter, rows);
    return rows;
  }

  /** Stems in the order they came. */
  const inOrder = (stems) => [...lines.keys()].filter((stem) => stems.has(stem));

  /** Visit the forms that begin so, in their order, until `visit` says false. */
  function eachForm(beginning, visit) {
    const rows = listSurfaces(beginning[0]);
    for (let at = findRow(rows, beginning); at < rows.length && rows[at][0].startsWith(beginning); at += 1) {
      if (visit(rows[at][0], rows[at][1]) === false) return;
    }
  }

  function hasForm(beginning) {
    const rows = listSurfaces(beginning[0]);
    return rows[findRow(rows, beginning)]?.[0].startsWith(beginning) ?? false;
  }

  /** First letters of forms, sorted. */
  function listLetters() {
    letters ??= [...new Set([...byLetter.keys(), ...others.keys()])].sort();
    return letters;
  }

  /** Roots that begin with two letters. A root keeps those of its term: a test of the rules holds it. */
  function listRoots(start) {
    let some = roots.get(start);
    if (!some) {
      some = { stems: new Map(), starts: null };
      for (const stem of byLetter.get(start[0]) ?? NONE) if (stem.startsWith(start)) push(some.stems, text.root(stem), stem);
      roots.set(start, some);
    }
    return some;
  }

  /** Terms of a root. */
  const findRoot = (root) => listRoots(root.slice(0, 2)).stems.get(root);

  /** Whether a Bulgarian root or alias begins with these four letters. */
  function startsRoot(letters) {
    if (aliasStarts.has(letters)) return true;
    const some = listRoots(letters.slice(0, 2));
    some.starts ??= new Set([...some.stems.keys()].filter(isCyrillic).map((root) => root.slice(0, START)));
    return some.starts.has(letters);
  }

  /** English words of an English root. */
  function findAliasRoot(root) {
    let some = aliasRoots.get(root[0]);
    if (!some) {
      some = new Map();
      for (const key of aliasKeys) if (key[0] === root[0]) push(some, text.rootEn(key), key);
      aliasRoots.set(root[0], some);
    }
    return some.get(root);
  }

  const targets = new Map();

  /** What an alias stands for: [{roots, weight}, …]. */
  function readTargets(key) {
    const written = aliases.get(key);
    if (written === undefined) return undefined;
    let found = targets.get(key);
    if (!found) {
      found = written.split(";").map((target) => {
        const [names, weight] = target.split(":");
        return { roots: names.split("+"), weight: weight ? Number(weight) / 10 : 0.9 };
      });
      targets.set(key, found);
    }
    return found;
  }

  /** How the line of a term writes its postings. */
  function readEntry(stem) {
    const line = lines.get(stem);
    return line?.slice(line.indexOf("\t", stem.length + 1) + 1);
  }

  return {
    read, terms: { has: (stem) => lines.has(stem) }, listStems: (letter) => byLetter.get(letter) ?? NONE, readEntry,
    roots: { get: findRoot, has: (root) => findRoot(root) !== undefined },
    startsRoot, listSurfaces, eachForm, hasForm, listLetters,
    aliases: { get: readTargets }, findAliasRoot, aliasLength, aliasKeys, aliasRootsBg, known, towns,
  };
}
