/**
 * Read the files of the index: vocabulary blocks, postings, cards, company numbers, facets.
 * Every file is loaded once, when first needed; a failed load is tried once more.
 */

import { createVocabulary } from "./vocabulary.js";

export const FORMAT = 2;
const MOST_PIECES = 3;
// Blocks of word lists that a query of a small directory may load.
const SMALL_LOADS = 4;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const NO_DIGIT = 255;
const VALUE = new Uint8Array(128).fill(NO_DIGIT);
for (let value = 0; value < DIGITS.length; value += 1) VALUE[DIGITS.charCodeAt(value)] = value;

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
        const bits = VALUE[text.charCodeAt(at)];
        if (!(bits < NO_DIGIT)) throw new SearchUnavailable("damaged postings");
        at += 1;
        value += (bits & 31) * factor;
        if (bits < 32) return value;
      }
    },
  };
}

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
  const vocabulary = createVocabulary(text, (what) => new SearchUnavailable(`damaged vocabulary: ${what}`));
  const index = {
    count: manifest.count,
    cardsPerBlock: manifest.cards.size,
    capacity: manifest.cards.size * manifest.cards.files.length,
    isSmall: isPatient || manifest.small,
    isWhole: isPatient,
    loads: 0,
    version: 0, // rises with each file of the vocabulary
    ...vocabulary,
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
      vocabulary.read(content);
      loadedBlocks.add(fresh[i]);
      index.version += 1;
    });
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

  const decoded = new Map();

  /** Number of records that hold the stem, without loading its postings. */
  index.countRecords = (stem) => createReader(index.readEntry(stem) ?? "A").number();

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

  let scratch = null;
  /** Rising numbers of documents: `count`, or all that follow. */
  function readNumbers(reader, count = -1) {
    if (count > index.capacity) throw new SearchUnavailable("damaged postings");
    if (count < 0) scratch ??= new Int32Array(index.capacity);
    const numbers = count < 0 ? scratch : new Int32Array(count);
    let last = 0;
    let size = 0;
    while (count < 0 ? reader.more : size < count) {
      const gap = reader.number();
      const run = gap % 2 ? reader.number() + 2 : 1;
      last += Math.floor(gap / 2);
      if (last + run > index.capacity) throw new SearchUnavailable("damaged postings");
      for (const end = last + run; last < end; last += 1, size += 1) numbers[size] = last;
      last -= 1;
    }
    return count < 0 ? numbers.slice(0, size) : numbers;
  }

  function readGroups(body) {
    const groups = [];
    const reader = createReader(body);
    while (reader.more) {
      const mask = reader.number();
      const impact = reader.number();
      const documents = readNumbers(reader, reader.number());
      groups.push([mask, impact, documents]);
    }
    return groups;
  }

  /** Keys of the parts of a long list that hold the candidates, when they are few. */
  function choosePieces(stem, isCut, candidates) {
    if (!candidates || !isCut) return [stem];
    const wanted = new Set();
    for (let at = 0; at < candidates.size; at += 1) {
      wanted.add(Math.floor(candidates.numbers[at] / manifest.chunk));
      if (wanted.size > MOST_PIECES) return [stem];
    }
    return [...wanted].map((at) => `${stem} ${at}`);
  }

  /**
   * Postings of a stem: [[fields, impact, documents], …], strongest first. Of a very frequent
   * stem the strongest, or those among the `candidates`.
   */
  index.readPostings = async (stem, candidates) => {
    const entry = index.readEntry(stem);
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
    return [...readNumbers(createReader(await load(manifest.all)))];
  };

  index.facetNames = Object.keys(manifest.facets);

  /** Values of a facet: value -> its documents. */
  index.readFacet = async (facet) => {
    const name = manifest.facets[facet];
    if (!name) return new Map();
    const key = `facet ${name}`;
    if (!files.has(key)) {
      const values = new Map();
      for (const [value, written] of Object.entries(JSON.parse(await load(name)))) {
        values.set(value, readNumbers(createReader(written)));
      }
      files.set(key, values);
    }
    return files.get(key);
  };

  /** Where the settlements with records lie: code -> [name, English name, lon, lat]. */
  index.readPoints = async () => (manifest.points ? JSON.parse(await load(manifest.points)) : {});

  /** Where the settlements of a name in Latin letters lie; a town stands for all. */
  index.readWhere = async (name) => {
    const block = (manifest.where ?? [])[findBlock(manifest.where ?? [], name)];
    if (!block) return [];
    const line = (await load(block[1])).split("\n").find((one) => one.startsWith(`${name}\t`)) ?? "";
    return line.split("\t").slice(1).map((where) => where.split(" ")).map(([lon, lat]) => ({ lon: lon / 100, lat: lat / 100 }));
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
