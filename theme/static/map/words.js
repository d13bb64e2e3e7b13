// words.js: the words of the map, as the page gives them.

/** @param {HTMLElement} root */
export function readWords(root) {
  const lang = document.documentElement.lang;
  const numbers = new Intl.NumberFormat(lang);
  const plural = new Intl.PluralRules(lang);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const number = (value) => numbers.format(value);
  const count = (n) => fill(plural.select(n) === "one" ? root.dataset.countOne : root.dataset.countOther, { n: number(n) });
  return { ...root.dataset, lang, fill, number, count };
}
