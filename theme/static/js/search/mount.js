// mount.js: improves <div data-module="search"> around a GET form: results while typing.
import { createEngine } from "./search.js";

const PAUSE_MS = 90;
const PAGE = 10;

/** Texts of search files, beside the search page. */
export function createLoader(base) {
  return async (name) => {
    const response = await fetch(new URL(name, base), { cache: name === "manifest.json" ? "no-cache" : "default" });
    if (!response.ok) throw new Error(String(response.status));
    return response.text();
  };
}

/** What the address asks: query, facets, order. */
export function readAddress(address) {
  const asked = new URL(address).searchParams;
  const facets = {};
  for (const [name, value] of asked) if (name !== "q" && name !== "sort") (facets[name] ??= []).push(value);
  return { query: asked.get("q") ?? "", sort: asked.get("sort") ?? "", facets };
}

/** The address that asks for the same. */
export function writeAddress(address, { query, sort, facets }) {
  const next = new URL(address);
  next.search = "";
  if (query) next.searchParams.set("q", query);
  if (sort) next.searchParams.set("sort", sort);
  for (const [name, values] of Object.entries(facets)) for (const value of values) next.searchParams.append(name, value);
  return next.href;
}

/** Append `text` to `parent`, the words that begin like a found term in <mark>. */
export function markWords(parent, text, terms) {
  const begins = terms.filter((term) => term.length > 2);
  for (const piece of text.split(/([\p{L}\p{N}]+)/u)) {
    const isFound = begins.some((term) => piece.toLowerCase().startsWith(term));
    if (isFound) parent.append(Object.assign(document.createElement("mark"), { textContent: piece }));
    else parent.append(piece);
  }
}

/**
 * @param {HTMLElement} root holds the form; its data attributes give the words:
 *   data-index (folder of the search files), data-count ("{count}"), data-none,
 *   data-unavailable, data-read-as ("{query}"), data-home (addresses of cards start here)
 */
export function mountSearch(root) {
  const form = root.querySelector("form");
  const input = form?.querySelector("input[name=q]");
  if (!input) return;
  const words = root.dataset;
  const engine = createEngine(createLoader(new URL(words.index ?? form.action, document.baseURI)));
  const status = Object.assign(document.createElement("p"), { className: "search-status" });
  status.setAttribute("role", "status");
  const list = Object.assign(document.createElement("ol"), { className: "search-results" });
  form.after(status, list);
  let state = readAddress(location.href);
  let turn = 0;
  let timer = 0;

  function renderCard(card, terms) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = new URL(card.url, new URL(words.home ?? "./", document.baseURI)).href;
    markWords(link, card.name, terms);
    const more = document.createElement("p");
    markWords(more, [card.place, card.snippet].filter(Boolean).join(" · "), terms);
    item.append(link, more);
    return item;
  }

  async function show() {
    turn += 1;
    const mine = turn;
    const answer = await engine.search(state.query, state.facets, { limit: PAGE, sort: state.sort });
    if (mine !== turn) return;
    const reading = answer.readings[0];
    const terms = [...new Set((reading?.words ?? []).flatMap(({ terms: found }) => found))];
    list.replaceChildren(...answer.cards.map((card) => renderCard(card, terms)));
    const wasRead = answer.total > 0 && ["layout", "typo"].includes(reading?.kind);
    const readAs = wasRead ? reading.words.map(({ word, reading: read }) => read ?? word).join(" ") : "";
    const count = (words.count ?? "{count}").replace("{count}", String(answer.total));
    status.textContent = answer.error ? words.unavailable ?? ""
      : !state.query && !Object.keys(state.facets).length ? ""
      : answer.total === 0 ? words.none ?? ""
      : [count, readAs && (words.readAs ?? "{query}").replace("{query}", readAs)].filter(Boolean).join(" ");
    root.dispatchEvent(new CustomEvent("search:answer", { bubbles: true, detail: answer }));
  }

  function ask(isKept) {
    state = { ...state, query: input.value.trim() };
    const address = writeAddress(location.href, state);
    if (isKept) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    show();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS, false);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask(true);
  });
  addEventListener("popstate", () => {
    state = readAddress(location.href);
    input.value = state.query;
    show();
  });
  input.value = state.query;
  if (state.query || Object.keys(state.facets).length) show();
}
