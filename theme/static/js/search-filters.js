// search-filters.js: how many results each choice of the filters leaves, and what comes near a query.
const LEAST = 3;

/** Write the counts beside the choices; a choice that would leave nothing stays, but fades. */
export function createCounts(filters, format) {
  return (counts) => {
    for (const one of filters.querySelectorAll("[data-facet] :is(input, option)")) {
      if (!one.value) continue;
      const count = counts[one.closest("[data-facet]").dataset.facet]?.[one.value] ?? 0;
      if (one.localName === "option") {
        one.dataset.label ??= one.textContent;
        one.textContent = `${one.dataset.label} (${format(count)})`;
        one.hidden = !count && !one.selected;
        continue;
      }
      const label = one.closest("label");
      label.querySelector("[data-count]").textContent = format(count);
      label.toggleAttribute("data-empty", !count);
    }
  };
}

/** List the places with results in the choice of settlements. */
export function fillPlaces(select, places, lang) {
  const named = Object.entries(places).map(([code, [bg, en]]) => [code, lang === "bg" ? bg : en]);
  const order = new Intl.Collator(lang);
  const plain = (name) => name.replace(/^\S+\. /, "");
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...named.sort((a, b) => order.compare(plain(a[1]), plain(b[1])))
    .map(([code, name]) => new Option(name, code, false, code === chosen)));
}

/** Districts and categories whose names share a word with a query that found nothing. */
export function findNear(filters, query, text) {
  const rootsOf = (words) => new Set(text.splitWords(words).filter((word) => word.length >= LEAST)
    .flatMap((word) => [word, ...text.readLatin(word, undefined, 3).map(([read]) => read)])
    .map((word) => text.root(text.stem(word))));
  const asked = rootsOf(query);
  const found = [];
  for (const facet of ["district", "category"]) {
    for (const option of filters.querySelectorAll(`[data-facet="${facet}"] option`)) {
      const label = (option.dataset.label ?? option.textContent).replace(/^– /, "");
      if (option.value && [...rootsOf(label)].some((root) => asked.has(root))) found.push({ facet, value: option.value, label });
    }
  }
  return found.slice(0, 6);
}
