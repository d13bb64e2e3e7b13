// submit-checks.js: says what is wrong with an answer, by the rules and codes of the record checks
// (scripts/mrezha/records). One table of cases, tests/forms/check-cases.json, holds both sides equal.

// Fifteen (ITU-T E.164) and the "00" of an international call.
const MOST_DIGITS = 17;
const PHONE = /^\+?[0-9][0-9 ()/-]{4,}[0-9]$/;
const LABEL = "[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}_-]*[\\p{L}\\p{N}])?";
const HOST = new RegExp(`^(?:${LABEL}\\.)+${LABEL}\\.?$`, "u");
const PARTS = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)/;
const EMAIL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;
const NUMBERS = { integer: /^-?[0-9]{1,15}$/, number: /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/ };
const LOOK_ALIKES = new Map([..."aceopxyABCEHKMOPTX"].map((sign, index) => [sign, "асеорхуАВСЕНКМОРТХ"[index]]));
const TWINS = new Set(LOOK_ALIKES.values());
// Signs nobody sees: the same as records/signs.py.
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]/u;
const WEIGHTS = { 9: [[1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9, 10]], 13: [[2, 7, 3, 5], [4, 9, 5, 7]] };

const length = (text) => [...text].length;

/** Return the code of what is wrong with an answer, or null. A list answer is an array. */
export function judge(rule, value) {
  if (Array.isArray(value)) return judgeList(rule, value.map((one) => one.trim()).filter(Boolean));
  const text = rule.format === "markdown" ? value : value.trim();
  if (!text) return rule.required ? "required" : null;
  if (UNSEEN.test(text.replaceAll("\r\n", "\n"))) return "text-sign";
  return judgeType(rule, text) ?? judgeLimits(rule, text) ?? judgeCheck(rule.check, text)
    ?? (isProse(rule) && text.match(/[\p{L}]+/gu)?.some(isMixed) ? "look-alike" : null);
}

function judgeList(rule, items) {
  if (rule.required && !items.length) return "required";
  if (rule.maxItems && items.length > rule.maxItems) return "too-many";
  for (const [index, item] of items.entries()) {
    if (UNSEEN.test(item)) return "text-sign";
    if (items.indexOf(item) < index) return "repeated-item";
    if (rule.maxLength && length(item) > rule.maxLength) return "too-long";
    const found = rule.items ? judgeCheck(rule.items, item) : null;
    if (found) return found;
    if (!rule.items && !rule.vocabulary && item.match(/[\p{L}]+/gu)?.some(isMixed)) return "look-alike";
  }
  return null;
}

const isProse = (rule) => rule.type === "string" && !rule.check && !rule.vocabulary;

function judgeType(rule, text) {
  if (rule.type === "date") return isDate(text) ? null : "type-date";
  if (rule.type in NUMBERS) return NUMBERS[rule.type].test(text) ? null : `type-${rule.type}`;
  return rule.format === "email" && !EMAIL.test(text) ? "type-email" : null;
}

function judgeLimits(rule, text) {
  if (rule.maxLength && rule.type === "string" && length(text) > rule.maxLength) return "too-long";
  if (rule.minimum !== undefined && Number(text) < rule.minimum) return "too-small";
  if (rule.maximum !== undefined && Number(text) > rule.maximum) return "too-large";
  return rule.pattern && !new RegExp(`^(?:${rule.pattern})$`).test(text) ? "pattern" : null;
}

function judgeCheck(check, text) {
  if (check === "phone") return PHONE.test(text) && text.match(/\d/g).length <= MOST_DIGITS ? null : "phone";
  if (check === "eik") return judgeEik(text);
  if (check === "date") return isDate(text) ? null : "type-date";
  return check === "url" ? judgeUrl(text) : null;
}

function isDate(text) {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!found || found[1] === "0000") return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}

function judgeUrl(text) {
  const parts = PARTS.exec(text);
  if (!parts) return /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text) && !/^https?:/i.test(text) ? "url-unsafe" : "url";
  if (!/^https?$/i.test(parts[1]) || parts[2].includes("@")) return "url-unsafe";
  const [host, port, ...more] = parts[2].split(":");
  if (more.length || (port && !(/^[0-9]+$/.test(port) && Number(port) <= 65535))) return "url";
  return !HOST.test(host.toLowerCase()) || /[\s<>"\\^`{|}]/.test(text) ? "url" : null;
}

// The published weights of the register's code, as in records/eik.py.
function judgeEik(text) {
  if (!/^(?:[0-9]{9}|[0-9]{13})$/.test(text)) return "eik-length";
  const digits = [...text].map(Number);
  if (checkDigit(digits.slice(0, 8), WEIGHTS[9]) !== digits[8]) return "eik-checksum";
  return digits.length === 13 && checkDigit(digits.slice(8, 12), WEIGHTS[13]) !== digits[12] ? "eik-checksum" : null;
}

function checkDigit(digits, rows) {
  for (const row of rows) {
    const rest = digits.reduce((sum, digit, index) => sum + digit * row[index], 0) % 11;
    if (rest < 10) return rest;
  }
  return 0;
}

/** Say whether a word mixes alphabets by slip: every letter of its smaller one has a twin. */
function isMixed(word) {
  const latin = word.match(/\p{Script=Latin}/gu) ?? [];
  const cyrillic = word.match(/\p{Script=Cyrillic}/gu) ?? [];
  if (!latin.length || !cyrillic.length) return false;
  if (latin.length <= cyrillic.length && latin.every((sign) => LOOK_ALIKES.has(sign))) return true;
  return cyrillic.length < latin.length && cyrillic.every((sign) => TWINS.has(sign));
}
