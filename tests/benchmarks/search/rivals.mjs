/**
 * Answer the judged questions with off-the-shelf engines, tuned and given our stemmer.
 * node rivals.mjs SEARCH_FOLDER [--plain] < {documents, queries} > {engine: {answers, bytes, ms, build}}
 * --plain leaves out lunr under our reading of the query.
 * MiniSearch is left out when it is not installed.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import lunr from "lunr";
import { createText } from "../../../theme/static/js/search/text.js";
import { createEngine } from "../../../theme/static/js/search/search.js";

const folder = process.argv[2];
const isPlain = process.argv.includes("--plain");
const loader = (name) => readFile(path.join(folder, name), "utf8");
let input = "";
for await (const chunk of process.stdin) input += chunk;
const { documents, queries } = JSON.parse(input);
const manifest = JSON.parse(await loader("manifest.json"));
const spec = JSON.parse(await loader(manifest.spec));
const text = createText(spec);
const fields = { name: 11, offers: 10, places: 8, other: 3 };
const stems = (words) => text.splitWords(words).map(text.stem);

function buildLunr() {
  lunr.Pipeline.registerFunction((token) => token, "plain");
  return lunr(function build() {
    this.pipeline.reset();
    this.searchPipeline.reset();
    this.tokenizer = (value) => stems(String(value ?? "")).map((word) => new lunr.Token(word, {}));
    this.ref("id");
    for (const [field, boost] of Object.entries(fields)) this.field(field, { boost });
    for (const document of documents) this.add(document);
  });
}

async function time(answer) {
  const times = [];
  const answers = [];
  for (const query of queries) {
    const start = process.cpuUsage();
    answers.push(await answer(query));
    const used = process.cpuUsage(start);
    times.push((used.user + used.system) / 1000);
  }
  times.sort((a, b) => a - b);
  return { answers, ms: times[Math.floor(times.length * 0.95)] };
}

function clock(build) {
  const start = process.cpuUsage();
  const built = build();
  const { user, system } = process.cpuUsage(start);
  return [built, (user + system) / 1e6];
}

const [index, lunrBuild] = clock(buildLunr);
const lunrBytes = gzipSync(JSON.stringify(index), { level: 9 }).length;
const askLunr = (query) => index.query((q) => {
  for (const stem of stems(query)) {
    q.term(stem, { boost: 10, usePipeline: false });
    if (stem.length > 2) q.term(stem, { boost: 3, usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING });
    if (stem.length > 4) q.term(stem, { boost: 1, usePipeline: false, editDistance: 1 });
  }
}).map(({ ref }) => ref);

const engine = createEngine(loader, { isPatient: true });
const { query: understanding } = await engine.open();

/** Our reading of the query, with lunr finding and scoring the records. */
async function askLunrByReading(query) {
  const reading = await understanding.understand(query);
  const required = reading.concepts.filter(({ role }) => role === "content");
  if (!required.length || required.some((c) => !c.alternatives.length && !reading.isQuestion)) return [];
  const byTerm = new Map();
  required.forEach((concept, at) => {
    for (const { weight, parts } of concept.alternatives) {
      for (const part of parts) for (const [stem, w] of part) byTerm.set(stem, [Math.max(weight * w, byTerm.get(stem)?.[0] ?? 0), at]);
    }
  });
  const rows = index.query((q) => {
    for (const [stem, [boost]] of byTerm) q.term(stem, { boost: boost * 10, usePipeline: false });
  });
  const covered = (row) => new Set(Object.keys(row.matchData.metadata).map((term) => byTerm.get(term)?.[1])).size;
  const most = Math.max(0, ...rows.map(covered));
  return rows.filter((row) => reading.isQuestion || covered(row) === most).map(({ ref }) => ref);
}

const results = { "lunr, tuned": { ...(await time(askLunr)), bytes: lunrBytes, build: lunrBuild } };
if (!isPlain) {
  results["lunr under our reading"] = { ...(await time(askLunrByReading)), bytes: lunrBytes, build: lunrBuild };
}
try {
  const { default: MiniSearch } = await import("minisearch");
  const mini = new MiniSearch({
    fields: Object.keys(fields),
    tokenize: text.splitWords,
    processTerm: text.stem,
    searchOptions: { boost: fields, prefix: (term) => term.length > 2, fuzzy: (term) => (term.length > 4 ? 0.2 : false) },
  });
  const [, miniBuild] = clock(() => mini.addAll(documents));
  const bytes = gzipSync(JSON.stringify(mini), { level: 9 }).length;
  results["MiniSearch, tuned"] = { ...(await time((query) => mini.search(query).map(({ id }) => id))), bytes, build: miniBuild };
} catch (error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
}
process.stdout.write(JSON.stringify(results));
