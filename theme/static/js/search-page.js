// search-page.js: improves <div data-module="search"> around the GET form: results while typing,
// filters with counts, the address, ways on. Without it the form and the lists stay as they are.
import { FACETS, fillForm, readForm, writeAddress } from "./search-address.js";
import { createAsker, isEmptyPlace, PAGE, writeReading } from "./search-ask.js";
import { createCards, createMarker, fill } from "./search-cards.js";
import { createCounts, fillPlaces, findNear } from "./search-filters.js";
import { createChooser } from "./search-keys.js";

const PAUSE_MS = 90;
const ADDRESS_PAUSE_MS = 400; // browsers refuse more than about 100 changes in 30 seconds
const LIVE_PAUSE_MS = 800;
const LOADING_MS = 500;
const SHOWN_QUERY = 60;
const WIDE = "(width >= 60rem)";

export function mountSearch(root) {
  const words = root.dataset;
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const form = root.querySelector("form");
  const input = form.elements.q;
  const lang = document.documentElement.lang;
  const number = new Intl.NumberFormat(lang);
  const plural = new Intl.PluralRules(lang);
  const asker = createAsker(new URL(words.index, document.baseURI));
  const makeCard = createCards(root, new URL(words.home, document.baseURI).href);
  const showCounts = createCounts(part("filters"), (count) => number.format(count));
  const list = part("list");
  const choose = createChooser(input, list);
  const timers = {};
  let asked = null;
  let own = null;
  let turn = 0;
  let shown = 0;
  let areListed = false; // the settlements to choose from
  let isWanted = false; // someone looks at the filters

  const later = (name, pause, action) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(action, pause);
  };
  const show = (name, isShown) => { part(name).hidden = !isShown; };
  const say = (name, text) => { part(name).textContent = text; };
  const countText = (n) => fill(plural.select(n) === "one" ? words.countOne : words.countOther, { n: number.format(n) });
  const shorten = (query) => (query.length > SHOWN_QUERY ? `${query.slice(0, SHOWN_QUERY)}…` : query);

  function findPoint() {
    const option = form.elements.near.selectedOptions[0];
    return option?.value ? { lon: Number(option.dataset.lon), lat: Number(option.dataset.lat) } : own ?? undefined;
  }

  function keepAddress(isNew) {
    clearTimeout(timers.address);
    const address = writeAddress(location.href, asked);
    if (address !== location.href) history[isNew ? "pushState" : "replaceState"](null, "", address);
    for (const link of document.querySelectorAll("a[hreflang]")) link.search = location.search;
  }

  function showChosen() {
    const chosen = Object.values(asked.facets).flat().length;
    say("chosen", chosen ? `(${number.format(chosen)})` : "");
    show("clear", chosen);
    show("from", asked.sort === "distance");
  }

  function showReading(answer) {
    const read = answer.readings[0];
    const isShown = answer.isReread && (answer.total > 0 || answer.isExactNone);
    show("reading", isShown && !asked.isExact);
    if (!isShown) return "";
    const text = shorten(writeReading(read, answer.text));
    say("reading-text", fill(words.readAs, { query: text }));
    say("reading-button", fill(words.asTyped, { query: shorten(asked.query) }));
    return text;
  }

  function showNone(answer, reading) {
    show("none", !answer.total);
    if (answer.total) return "";
    const query = shorten(asked.query);
    const isPlace = isEmptyPlace(answer.readings);
    const isFiltered = answer.unfiltered > 0 || !asked.query;
    say("none-button", answer.isExactNone ? fill(words.showRead, { query: reading })
      : fill(words.withoutFilters, { n: countText(answer.unfiltered ?? 0) }));
    show("none-try", answer.isExactNone || answer.unfiltered > 0);
    const near = answer.isExactNone || isFiltered ? [] : findNear(part("filters"), query, answer.text);
    show("alike", near.length > 0);
    part("alike-list").replaceChildren(...near.map(makeAlike));
    showNearest(answer.near ?? []);
    return answer.isExactNone ? fill(words.noneExact, { query })
      : isFiltered ? words.noneFiltered
      : fill(isPlace ? words.nonePlace : words.none, { query });
  }

  function makeTag(href, text) {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { className: "tag", href, textContent: text }));
    return item;
  }

  const makeAlike = ({ facet, value, label }) => makeTag(
    new URL(`${value}/`, new URL(facet === "district" ? words.districts : words.offers, document.baseURI)).href,
    facet === "district" ? fill(words.inDistrict, { name: label }) : label,
  );

  function showNearest(near) {
    show("nearest", near.length > 0);
    part("nearest-list").replaceChildren(...near.map(({ ekatte, bg, en, count, km }) => makeTag(
      writeAddress(location.href, { query: "", facets: { settlement: [ekatte] } }),
      fill(km === null ? words.nearPlace : words.nearFar, { name: lang === "bg" ? bg : en, n: number.format(count), km: number.format(Math.round(km)) }),
    )));
  }

  function showCards(answer, isMore) {
    const isFound = createMarker(answer.readings, answer.text);
    const cards = answer.cards.map((card) => {
      const far = answer.distance(card);
      return makeCard(card, isFound, answer.statuses.get(card.id), far === null ? "" : fill(words.away, { n: number.format(Math.round(far)) }));
    });
    if (!isMore) list.replaceChildren();
    const before = list.children.length;
    list.append(...cards);
    choose(-1);
    input.ariaExpanded = String(answer.total > 0);
    shown = list.children.length;
    const left = answer.total - shown;
    show("more", left > 0 && answer.cards.length > 0);
    say("more", fill(words.more, { n: number.format(Math.min(left, PAGE)) }));
    if (isMore) list.children[before]?.querySelector("a").focus();
  }

  function showAnswer(answer, isMore) {
    clearTimeout(timers.loading);
    part("answer").ariaBusy = "false";
    show("broken", answer.error);
    part("answer").toggleAttribute("data-empty", !answer.total);
    show("ways", !answer.total);
    let spoken = "";
    if (answer.error) {
      list.replaceChildren();
      input.ariaExpanded = "false";
      for (const name of ["reading", "more", "none"]) show(name, false);
      say("count", "");
      spoken = part("broken").firstElementChild.textContent;
    } else {
      const reading = showReading(answer);
      spoken = showNone(answer, reading) || countText(answer.total);
      showCards(answer, isMore);
      say("count", spoken);
      if (!part("reading").hidden) spoken += ` ${part("reading-text").textContent}`;
      if (answer.isCounted) showCounts(answer.counts);
    }
    later("live", LIVE_PAUSE_MS, () => say("live", spoken));
  }

  async function listSettlements() {
    if (areListed || !(asked.query || isWanted || Object.keys(asked.facets).length)) return;
    areListed = true;
    fillPlaces(form.elements.settlement, await asker.listPlaces(), lang);
  }

  async function run(isMore = false) {
    turn += 1;
    const mine = turn;
    showChosen();
    const isIdle = !asked.query && !Object.keys(asked.facets).length && !asked.sort;
    // What is asked takes the place of the lists; nothing that is seen moves.
    if (isIdle || part("answer").hidden) show("ways", isIdle);
    show("answer", !isIdle);
    part("answer").ariaBusy = String(!isIdle || isWanted);
    if (isIdle && !isWanted) return;
    later("loading", LOADING_MS, () => say("count", words.loading));
    if (part("filters").open || isWanted) await listSettlements();
    const answer = await asker.ask(asked, { from: isMore ? shown : 0, point: findPoint(), isWanted, isOpen: part("filters").open });
    if (mine === turn && !answer.total && asked.query) answer.near = await asker.findNear(answer);
    if (mine === turn) showAnswer(answer, isMore);
  }

  function change(isNew, isExact = false) {
    asked = readForm(form, isExact);
    keepAddress(isNew);
    run();
  }

  function want() {
    if (isWanted) return;
    isWanted = true;
    run();
  }

  function locate() {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      own = { lon: coords.longitude, lat: coords.latitude };
      part("own").textContent = part("locate").dataset.own;
      form.elements.near.value = "";
      form.elements.sort.value = "distance";
      change(true);
    }, () => {
      form.elements.sort.value = "distance";
      change(true);
      say("locate-note", words.noPosition);
    });
  }

  function clear() {
    for (const control of part("controls").querySelectorAll("[name]")) {
      if (!FACETS.includes(control.name)) continue;
      if (control.type === "checkbox") control.checked = false;
      else control.value = "";
    }
    change(true);
    input.focus();
  }

  input.addEventListener("input", () => {
    part("answer").ariaBusy = "true";
    later("search", PAUSE_MS, () => {
      asked = readForm(form);
      later("address", ADDRESS_PAUSE_MS, () => keepAddress(false));
      run();
    });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timers.search);
    change(false);
  });
  for (const control of part("controls").querySelectorAll("input, select")) control.addEventListener("change", () => change(true));
  // Leaving the field, for a result too: what was typed last is in the address.
  input.addEventListener("change", () => asked && keepAddress(false));
  part("clear").addEventListener("click", clear);
  part("locate").addEventListener("click", locate);
  part("more").addEventListener("click", () => run(true));
  part("retry").addEventListener("click", () => run());
  part("reading-button").addEventListener("click", () => { change(true, true); input.focus(); });
  part("none-button").addEventListener("click", () => (asked.isExact ? change(true) : clear()));
  for (const kind of ["focusin", "click"]) part("filters").addEventListener(kind, want);
  input.addEventListener("focus", asker.warm, { once: true });
  const restore = () => {
    asked = fillForm(form, location.href);
    run();
  };
  addEventListener("popstate", restore);

  part("controls").disabled = false;
  show("filters", true);
  part("filters").open = matchMedia(WIDE).matches;
  show("locate", "geolocation" in navigator);
  restore();
  keepAddress(false);
}

for (const root of document.querySelectorAll('[data-module="search"]')) mountSearch(root);
