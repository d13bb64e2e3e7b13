/** Split a query into tokens and tell what each does: content, place hint, word of asking. */
import { isCyrillic } from "./text.js";

const joining = new Set(["с", "със", "за", "на", "по", "под", "от", "и", "или", "в", "във", "без", "при"]);
const MAX_WORDS = 24;
const MAX_WORD = 40;

export function createSentence(text, index) {
  const { spec } = text;
  const stop = new Set(spec.stop);
  const request = new Set(spec.request);
  const requestEn = new Set(spec.requestEn);
  const asking = new Set(spec.asking);
  const generic = new Set(spec.generic.split(" "));
  const genericEn = new Set(spec.genericEn);
  const legal = new Set(spec.legal);
  const saints = new Map(Object.entries(spec.saints));
  const saintWords = new Set(spec.saintWords);
  const prepositions = new Set(spec.places.prepositions);
  const dotted = new Map(Object.entries(spec.places.dotted));
  const markers = new Map();
  for (const [level, words] of Object.entries(spec.places.markers)) {
    for (const word of words) markers.set(word, level);
  }
  let functionWords = null;
  /** Whether a stop, request or place word begins so. */
  function startsStop(beginning) {
    functionWords ??= [...stop, ...request, ...markers.keys()].filter(isCyrillic).sort();
    let low = 0;
    let high = functionWords.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (functionWords[middle] < beginning) low = middle + 1;
      else high = middle;
    }
    return functionWords[low]?.startsWith(beginning) ?? false;
  }

  /** Split into tokens with what followed each: a dot or a comma. */
  function tokenize(raw) {
    const tokens = [];
    const pattern = /([a-z0-9\u0430-\u044f]+)([^a-z0-9\u0430-\u044f]*)/g;
    const capitals = new Set((raw.match(/(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}]*/gu) ?? []).map(text.fold));
    for (const match of text.fold(raw).matchAll(pattern)) {
      if (tokens.length >= MAX_WORDS) break;
      let word = match[1].slice(0, MAX_WORD);
      if (saints.has(word)) word = saints.get(word);
      const gap = match[2];
      tokens.push({ word, capital: capitals.has(match[1]), dot: gap.startsWith("."), break: /[,;]/.test(gap), glued: gap !== "" && !/\s/.test(gap) });
    }
    return joinAbbreviations(tokens);
  }

  function joinAbbreviations(tokens) {
    for (const [first, second] of spec.places.multi) {
      for (let at = 0; at + 1 < tokens.length; at += 1) {
        if (tokens[at].word === first && tokens[at + 1].word === second && (tokens[at].dot || tokens[at].glued)) {
          tokens.splice(at, 2, { ...tokens[at + 1], word: first + second, marker: "quarter" });
        }
      }
    }
    return tokens;
  }

  /** The Bulgarian stop, request or place word a Latin word stands for, if any. */
  const functionReadings = new Map();
  function readFunction(word) {
    if (isCyrillic(word)) return word;
    if (!functionReadings.has(word)) {
      let found = word;
      if (word.length < 14 && (word.length > 1 || "vsioua".includes(word)) && !index.terms.has(text.stem(word)) && !(word.length > 2 && index.aliasLength.has(text.stem(word)))) {
        const fits = ([read, cost]) => cost <= 25 && (stop.has(read) || request.has(read) || markers.has(read));
        const reading = text.readLatin(word, startsStop, 6).find(fits);
        if (reading) [found] = reading;
      }
      if (functionReadings.size > 2000) functionReadings.clear();
      functionReadings.set(word, found);
    }
    return functionReadings.get(word);
  }

  /** Sort the tokens into content, place hints and words that ask. */
  function classify(tokens) {
    let hint = null;
    let asked = 0;
    const kept = [];
    let before = null;
    const english = tokens.every(({ word }) => !isCyrillic(word));
    tokens.forEach((token, at) => {
      const plain = readFunction(token.word);
      const short = dotted.get(token.word);
      let level = token.marker ?? (short ? (token.dot ? short : undefined) : markers.get(plain));
      if (level && at === tokens.length - 1 && !(english && kept.length)) level = undefined;
      if (level && english && /^[a-z]/.test(token.word) && plain === token.word && at === tokens.length - 1 && kept.length) {
        kept.at(-1).hint = level;
        return;
      }
      if (level) { hint = level; return; }
      if (stop.has(plain) || (english && tokens.length > 1 && requestEn.has(token.word))) {
        if (asking.has(plain)) asked += 1;
        if (prepositions.has(plain)) hint = null;
        kept.push({ ...token, role: "stop" });
        before = plain;
        return;
      }
      const isSaint = saintWords.has(token.word) && at < tokens.length - 1;
      const role = isSaint ? "generic" : request.has(plain) ? "request" : legal.has(plain) ? "legal"
        : (english && genericEn.has(token.word)) || generic.has(text.stem(plain)) ? "generic" : "content";
      if (role === "request") asked += 1;
      kept.push({ ...token, role, hint, before });
      before = null;
      // „кв. Лозенец София“, „гр. Варна хляб“: what follows the name of a place is free.
      if (!isSaint) hint = null;
    });
    const content = kept.filter(({ role }) => role === "content");
    let used = kept.filter(({ role }) => role !== "stop" && role !== "request");
    if (!content.length) {
      const some = kept.filter(({ role }) => role !== "stop" && role !== "request");
      used = (some.length ? some : kept).map((token) => ({ ...token, role: "content" }));
    }
    // „вила с басейн под наем“ names a thing; „откъде да взема хляб“ asks.
    const isPhrase = !english && kept.every(({ role, word }) => role !== "request" && (role !== "stop" || joining.has(word)));
    return { used, isPhrase, isQuestion: asked > 0 && content.length > 0, asked, total: tokens.length };
  }

  return { tokenize, classify };
}
