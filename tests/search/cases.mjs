// Run the table of cases through the functions of the browser; print what they give.
import { readFile } from "node:fs/promises";
import { createText } from "../../theme/static/js/search/text.js";

const [specPath, casesPath] = process.argv.slice(2);
const text = createText(JSON.parse(await readFile(specPath, "utf8")));
const run = {
  ...text,
  words: text.splitWords,
  root: (word) => text.root(text.stem(word)),
  readLatin: (word) => text.readLatin(word, undefined, 4),
};
const cases = JSON.parse(await readFile(casesPath, "utf8"));
process.stdout.write(JSON.stringify(cases.map(([name, input]) => run[name](...input))));
