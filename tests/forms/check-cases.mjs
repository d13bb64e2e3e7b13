// Says the code of every case read from standard input as [rule, value] pairs.
import { readFileSync } from "node:fs";
import { judge } from "../../theme/static/js/submit-checks.js";

const cases = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(cases.map(([rule, value]) => judge(rule, value))));
