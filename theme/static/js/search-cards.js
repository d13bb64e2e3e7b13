// search-cards.js: results as cards, the found words marked. Data becomes text, never markup.
const WORD = /([\p{L}\p{N}]+)/u;
const SHORTEST = 2;

/** Fill the {places} of a text of the page. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** A test of words: does it stand for something that was asked? */
export function createMarker(readings, text) {
  const words = readings[0]?.words ?? [];
  const stems = new Set(words.flatMap(({ terms }) => terms));
  const typed = words.map(({ word, reading }) => reading ?? word).filter((word) => word.length > SHORTEST);
  return (word) => {
    const folded = text.fold(word);
    return folded.length >= SHORTEST && (stems.has(text.stem(folded)) || typed.some((begin) => folded.startsWith(begin)));
  };
}

/** Append text to an element, the found words in <mark>. */
export function appendMarked(parent, content, isFound) {
  for (const piece of content.split(WORD)) {
    if (WORD.test(piece) && isFound(piece)) {
      parent.append(Object.assign(document.createElement("mark"), { textContent: piece }));
    } else if (piece) parent.append(piece);
  }
}

/** The offers with found words first; a cut end stays at the end. */
function orderOffers(snippet, isFound) {
  const end = snippet.endsWith("…") ? "…" : "";
  const offers = snippet.slice(0, snippet.length - end.length).split("; ");
  const hits = (offer) => (offer.split(WORD).some((piece) => WORD.test(piece) && isFound(piece)) ? 0 : 1);
  return offers.sort((a, b) => hits(a) - hits(b)).join("; ") + end;
}

/** `root` holds the templates; addresses of cards start from `home`. */
export function createCards(root, home) {
  const copy = (selector) => root.querySelector(selector)?.content.cloneNode(true);

  return function makeCard(card, isFound, status, distance) {
    const piece = copy('template[data-part="card"]');
    const find = (name) => piece.querySelector(`.card__${name}`);
    const link = piece.querySelector("a");
    link.href = new URL(card.url, home).href;
    appendMarked(link, card.name, isFound);
    appendMarked(find("place"), card.place, isFound);
    if (distance) {
      const far = Object.assign(document.createElement("span"), { lang: document.documentElement.lang, textContent: distance });
      find("place").append(card.place ? ", " : "", far);
    }
    appendMarked(find("offers"), orderOffers(card.snippet, isFound), isFound);
    if (!card.snippet) find("offers").remove();
    if (!find("place").hasChildNodes()) find("place").remove();
    const notice = status && copy(`template[data-status="${CSS.escape(status)}"]`);
    if (notice) find("foot").append(notice);
    return piece;
  };
}
