/**
 * Read the files of the index: vocabulary blocks, postings, cards, company numbers, facets.
 * Every file is loaded once, when first needed; a failed load is tried once more.
 */

export const FORMAT = 2;
const MOST_PIECES = 3;
// Blocks of word lists that a query of a small directory may load.
const SMALL_LOADS = 4;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** A search file is missing, unreadable or of another format. */
export class SearchUnavailable extends Error {}

/** Read numbers written by encode.py from `text`. */
export function createReader(text) {
  let at = 0;
  return {
    get more() { return at < text.length; },
    number() {
      let value = 0;
      for (let factor = 1; ; factor *= 32) {
        const bits = VALUE.get(text[at]);
        if (bits === undefined) throw new SearchUnavailable("damaged postings");
        at += 1;
        value += (bits & 31) * factor;
        if (bits < 32) return value;
      }
    },
  };
}

/** Read rising numbers; call `visit` for each. `count` of them, or all when undefined. */
export function readGaps(reader, count, visit) {
  let last = 0;
  for (let done = 0; count === undefined ? reader.more : done < count;) {
    const gap = reader.number();
    const run = gap % 2 ? reader.number() + 2 : 1;
    last += Math.floor(gap / 2);
    for (let i = 0; i < run; i += 1) visit(last + i);
    last += run - 1;
    done += run;
  }
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Place of the last item not after `key`. */
function findBlock(blocks, key) {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle][0] <= key) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/**
 * @param {(name: string) => Promise<string>} loader gives the text of a search file
 * @param {object} manifest
 * @param {object} text functions of text.js
 * @param {boolean} isPatient load whatever helps, however much: for the command line
 */
export function createIndex(loader, manifest, text, isPatient = false) {
  const files = new Map();
  const loadedBlocks = new Set();
  const index = {
    count: manifest.count,
    cardsPerBlock: manifest.cards.size,
    isSmall: isPatient || manifest.small,
    isWhole: isPatient,
    loads: 0,
    terms: new Map(), roots: new Map(), aliases: new Map(), aliasRoots: new Map(), aliasLength: new Map(),
    known: new Set(), towns: new Set(), surfaces: [], aliasKeys: [], aliasRootsBg: [],
  };

  async function load(name) {
    if (!files.has(name)) {
      index.loads += 1;
      const attempt = async () => loader(name);
      files.set(name, attempt().catch(attempt).catch((error) => {
        files.delete(name);
        throw new SearchUnavailable(`${name}: ${error?.message ?? error}`);
      }));
    }
    return files.get(name);
  }

  const push = (map, key, value) => {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  };

  function readAlias(line) {
    const [key, written] = line.split("\t");
    const targets = written.split(";").map((target) => {
      const [roots, weight] = target.split(":");
      return { roots: roots.split("+"), weight: weight ? Number(weight) / 10 : 0.9 };
    });
    index.aliases.set(key, targets);
    const words = key.split(" ");
    index.aliasLength.set(words[0], Math.max(words.length, index.aliasLength.get(words[0]) ?? 0));
    if (words.length > 1) return;
    if (!/^[a-z]/.test(key)) {
      index.aliasRootsBg.push(key);
      return;
    }
    index.aliasKeys.push(key);
    push(index.aliasRoots, text.rootEn(key), key);
  }

  function readTerm(line) {
    const [stem, forms, postings] = line.split("\t");
    index.terms.set(stem, postings);
    push(index.roots, text.root(stem), stem);
    if (!forms) index.surfaces.push([stem, stem]);
    else {
      for (const form of forms.split(" ")) {
        index.surfaces.push([form.startsWith("-") ? stem + form.slice(1) : form, stem]);
      }
    }
  }

  function readBlock(content) {
    for (const line of content.split("\n")) {
      const sign = line[0];
      if (sign === "=") readAlias(line.slice(1));
      else if (sign === "!") index.known.add(line.slice(1));
      else if (sign === "^") index.towns.add(line.slice(1));
      else if (line) readTerm(line);
    }
  }

  let budget = Infinity;
  /** Let a query load no more than so many vocabulary files of a large directory. */
  index.limitLoads = (count) => {
    budget = isPatient ? Infinity : manifest.small ? SMALL_LOADS : count;
    index.loads = 0;
  };

  async function readFiles(names) {
    const fresh = names.filter((name) => !loadedBlocks.has(name));
    if (!fresh.length) return;
    const contents = await Promise.all(fresh.map(load));
    contents.forEach((content, i) => {
      if (loadedBlocks.has(fresh[i])) return;
      loadedBlocks.add(fresh[i]);
      readBlock(content);
    });
    index.surfaces.sort((a, b) => compare(a[0], b[0]));
  }

  index.ensureCommon = () => (manifest.common ? readFiles([manifest.common]) : undefined);

  /** Load the vocabulary around the given beginnings of words. */
  index.ensure = async (beginnings) => {
    const wanted = new Set();
    for (const beginning of beginnings) {
      const start = findBlock(manifest.vocabulary, beginning);
      const end = findBlock(manifest.vocabulary, `${beginning}\uffff`);
      for (let at = start; at <= Math.min(end, start + 1); at += 1) {
        const name = manifest.vocabulary[at]?.[1];
        if (name && !loadedBlocks.has(name)) wanted.add(name);
      }
    }
    const names = [...wanted].slice(0, budget);
    budget -= names.length;
    await readFiles(names);
  };

  index.ensureAll = () => readFiles([manifest.common, ...manifest.vocabulary.map(([, name]) => name)].filter(Boolean));

  /** Place of the first surface not before `word`. */
  index.findSurface = (word) => {
    let low = 0;
    let high = index.surfaces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index.surfaces[middle][0] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const decoded = new Map();

  /** Number of records that hold the stem, without loading its postings. */
  index.countRecords = (stem) => createReader(index.terms.get(stem) ?? "A").number();

  const partsOf = new Map();

  /** Long postings by their key; those that an index has not are empty. */
  async function readPart(key) {
    const block = manifest.postings[findBlock(manifest.postings, key)];
    if (!block) return [];
    const content = await load(block[1]);
    if (!partsOf.has(block[1])) partsOf.set(block[1], new Map(content.split("\n").map((line) => line.split("\t"))));
    const body = partsOf.get(block[1]).get(key);
    return body === undefined ? [] : readGroups(body);
  }

  function readGroups(body) {
    const groups = [];
    const reader = createReader(body);
    while (reader.more) {
      const mask = reader.number();
      const impact = reader.number();
      const documents = [];
      readGaps(reader, reader.number(), (number) => documents.push(number));
      groups.push([mask, impact, documents]);
    }
    return groups;
  }

  /** Keys of the parts of a long list that hold the candidates, when they are few. */
  function choosePieces(stem, isCut, candidates) {
    if (!candidates || !isCut) return [stem];
    const wanted = new Set();
    for (const number of candidates.keys()) {
      wanted.add(Math.floor(number / manifest.chunk));
      if (wanted.size > MOST_PIECES) return [stem];
    }
    return [...wanted].map((at) => `${stem} ${at}`);
  }

  /**
   * Postings of a stem: [[fields, impact, documents], …], strongest first. Of a very frequent
   * stem the strongest, or those among the `candidates`.
   */
  index.readPostings = async (stem, candidates) => {
    const entry = index.terms.get(stem);
    const inline = entry.indexOf(".");
    const pieces = inline < 0 ? choosePieces(stem, entry.endsWith("@@"), candidates) : [];
    const key = `${stem};${pieces.join(";")}`;
    if (decoded.has(key)) return decoded.get(key);
    const groups = inline < 0 ? (await Promise.all(pieces.map(readPart))).flat() : readGroups(entry.slice(inline + 1));
    if (decoded.size > 500) decoded.clear();
    decoded.set(key, groups);
    return groups;
  };

  /** Card of a document: id, url, name, place, snippet, lon, lat. */
  index.readCard = async (number) => {
    const { size, files: names } = manifest.cards;
    const name = names[Math.floor(number / size)];
    const content = await load(name);
    if (typeof content === "string") files.set(name, Promise.resolve(JSON.parse(content)));
    const row = (await files.get(name))[number % size];
    if (!row) throw new SearchUnavailable(`${name}: no card ${number}`);
    const [id, url, title, place, snippet, lon, lat] = row;
    return { id, url, name: title, place, snippet, lon, lat };
  };

  /** Documents whose company number holds the digits: beginnings first. */
  index.findEik = async (digits) => {
    const blocks = manifest.eiks;
    if (!blocks.length) return [];
    let from = 0;
    let to = blocks.length - 1;
    if (blocks.length > 1) {
      from = findBlock(blocks, digits);
      to = Math.min(findBlock(blocks, `${digits}\uffff`), from + 2);
      if (from > 0 && blocks[from][0] === digits) from -= 1;
    }
    const starts = [];
    const inside = [];
    for (let at = from; at <= to; at += 1) {
      for (const line of (await load(blocks[at][1])).split("\n")) {
        const [eik, number] = line.split(" ");
        if (eik.startsWith(digits)) starts.push(Number(number));
        else if (digits.length > 3 && blocks.length === 1 && eik.includes(digits)) inside.push(Number(number));
      }
    }
    return [...starts, ...inside];
  };

  /** Numbers of all documents. */
  index.listAll = async () => {
    const numbers = [];
    readGaps(createReader(await load(manifest.all)), undefined, (number) => numbers.push(number));
    return numbers;
  };

  index.facetNames = Object.keys(manifest.facets);

  /** Values of a facet: value -> Set of documents. */
  index.readFacet = async (facet) => {
    const name = manifest.facets[facet];
    if (!name) return new Map();
    const key = `facet ${name}`;
    if (!files.has(key)) {
      const values = new Map();
      for (const [value, written] of Object.entries(JSON.parse(await load(name)))) {
        const documents = new Set();
        readGaps(createReader(written), undefined, (number) => documents.add(number));
        values.set(value, documents);
      }
      files.set(key, values);
    }
    return files.get(key);
  };

  return index;
}

/** Read a JSON file that everything depends on; a failed load is tried once more. */
async function loadJson(loader, name) {
  const load = async () => loader(name);
  try {
    return JSON.parse(await load().catch(load));
  } catch (error) {
    throw new SearchUnavailable(`${name}: ${error?.message ?? error}`);
  }
}

/** Load manifest and specification; refuse a format this code does not know. */
export async function loadManifest(loader) {
  const manifest = await loadJson(loader, "manifest.json");
  if (manifest.format !== FORMAT) throw new SearchUnavailable(`format ${manifest.format}`);
  return { manifest, spec: await loadJson(loader, manifest.spec) };
}
