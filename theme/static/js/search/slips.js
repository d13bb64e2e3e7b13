/** Count slips between words: letters left out, put in, changed, or two neighbours swapped. */

/** Slips a word of `length` letters may have (twin of confusable.py). */
export const allowedSlips = (length) => (length < 4 ? 0 : length < 8 ? 1 : 2);

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
