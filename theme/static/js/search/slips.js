/** Count slips between words: letters left out, put in, changed, or two neighbours swapped. */

/** Slips a word of `length` letters may have (twin of confusable.py). */
export const allowedSlips = (length) => (length < 4 ? 0 : length < 10 ? 1 : 2);

const rows = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)];

/** Slips between a and b, or more than `limit` when they are further apart. */
export function countSlips(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit || a.length > 60 || b.length > 60) return limit + 1;
  let [earlier, before, row] = rows;
  for (let j = 0; j <= b.length; j += 1) before[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let best = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, earlier[j - 2] + 1);
      }
      row[j] = best;
      if (best < least) least = best;
    }
    if (least > limit) return limit + 1;
    [earlier, before, row] = [before, row, earlier];
  }
  return before[b.length];
}

const ROWS = ["уеишщксдзц", "ьяаожгтнвмч", "юйъэфхпрлб", "явертъуиопшщю", "асдфгхйкл", "зьцжбнм"];
const NEAR = new Set(ROWS.flatMap((row) => [...row].slice(1).flatMap((key, at) => [row[at] + key, key + row[at]])));

/** How unlikely one slip is. */
export function weighSlip(word, meant) {
  let at = 0;
  while (at < word.length && word[at] === meant[at]) at += 1;
  if (word.length === meant.length) {
    if (word[at] === meant[at + 1] && word[at + 1] === meant[at]) return 0.4;
    return NEAR.has(word[at] + meant[at]) ? 0.7 : 0.9;
  }
  const longer = word.length > meant.length ? word : meant;
  return longer[at] === longer[at - 1] ? 0.4 : 0.7;
}

const SOUNDS = [
  ["йа", "я"], ["йу", "ю"], ["йо", "о"], ["ь", ""], ["щ", "шт"], ["тц", "ц"], ["дц", "ц"], ["тс", "ц"], ["стн", "сн"],
  ["й", "и"], ["ии", "и"],
];
const WEAK = { о: "у", ъ: "а", е: "и", я: "и", ю: "у" };
const VOICED = { б: "п", в: "ф", г: "к", д: "т", ж: "ш", з: "с" };

/** A Bulgarian word as it is heard. */
export function hearWord(word) {
  let heard = word;
  for (const [written, sound] of SOUNDS) heard = heard.replaceAll(written, sound);
  heard = heard.replace(/[оъеяю]/g, (letter) => WEAK[letter]).replace(/(.)\1/g, "$1");
  return heard.replace(/[бвгджз](?=[кпстфхцчш]|$)/g, (letter) => VOICED[letter]);
}
