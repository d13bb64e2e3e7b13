/**
 * Run the page's own search in the Node runtime.
 * node cli.mjs SEARCH_FOLDER < queries (a JSON list) > answers (a JSON list)
 * Options: --explain adds readings; --time adds milliseconds of CPU and the files read;
 * --cold starts anew for every query; --first answers with the first ten as the page does.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { createEngine } from "./search.js";

const [folder, ...options] = process.argv.slice(2);
const isExplained = options.includes("--explain");
const isTimed = options.includes("--time");
const isCold = options.includes("--cold");
const first = options.includes("--first") ? { limit: 10 } : {};

let loaded = [];
const loader = async (name) => {
  if (!/^[\w.-]+$/.test(name)) throw new Error("bad name");
  loaded.push(name);
  // Quicker than asking other threads, and nothing else is to be done meanwhile.
  return readFileSync(path.join(folder, name), "utf8");
};

let input = "";
for await (const chunk of process.stdin) input += chunk;
const manner = { isPatient: !options.includes("--first") };
let engine = createEngine(loader, manner);
const answers = [];
for (const query of JSON.parse(input)) {
  const ask = typeof query === "string" ? { query } : query;
  if (isCold) engine = createEngine(loader, manner);
  loaded = [];
  const start = process.cpuUsage();
  const answer = await engine.search(ask.query, ask.facets ?? {}, { ...first, ...ask.options });
  const used = process.cpuUsage(start);
  const row = { ids: answer.ids };
  if (answer.error) row.error = `${answer.error}: ${answer.reason}`;
  if (isExplained || ask.options) Object.assign(row, { readings: answer.readings, counts: answer.counts, total: answer.total, cards: answer.cards });
  if (isTimed) Object.assign(row, { ms: (used.user + used.system) / 1000, files: loaded });
  answers.push(row);
}
process.stdout.write(JSON.stringify(answers));
