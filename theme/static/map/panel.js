// panel.js: what stands in an opened point, and the list of places beside the map.
import { passes, readMember } from "./places.js";

const MOST_NAMES = 40;
const MOST_PLACES = 40;

const make = (name, text = "", className = "") => {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
};

/** Fetch who is in a settlement; each file is asked for once. */
export function createNames(base, names, lang) {
  const asked = new Map();
  return async (place) => {
    if (place.members) return place.members;
    const file = names[place.district] ?? names[""];
    if (!asked.has(file)) {
      const answer = fetch(new URL(file, base)).then((response) => {
        if (!response.ok) throw new Error(`${response.status} ${file}`);
        return response.json();
      });
      answer.catch(() => asked.delete(file));
      asked.set(file, answer);
    }
    return ((await asked.get(file))[place.settlement] ?? []).map((row) => readMember(row, lang));
  };
}

/** The content of an opened place; `count` is how many there are in all. */
export function fillPlace(place, members, count, choice, words) {
  const box = make("div", "", "map-box");
  const title = make("h3", place.name, "map-box__title");
  title.tabIndex = -1;
  const list = make("ul");
  const shown = members.filter((one) => passes(one, choice)).slice(0, MOST_NAMES);
  for (const one of shown) {
    const row = make("li");
    const link = make("a", one.name);
    link.href = `${words.enterprises}${one.id}/`;
    if (one.lang !== words.lang) link.lang = one.lang;
    row.append(link, one.registered ? "" : ` (${words.unconfirmed})`);
    list.append(row);
  }
  box.append(title, make("p", place.members ? words.exact : words.around, "hint"), list);
  const all = make("a", words.all);
  all.href = `${words.districts}${place.district}/`;
  const more = make("p");
  if (count > shown.length) more.append(`${words.fill(words.more, { n: words.number(count - shown.length) })}. `);
  more.append(all);
  box.append(more);
  return box;
}

/** Write the places in view as buttons, those with most enterprises first. */
export function fillList(list, more, chosen, words, onOpen) {
  const compare = new Intl.Collator(words.lang).compare;
  const ordered = [...chosen].sort((a, b) => b.count - a.count || compare(a.place.name, b.place.name));
  const hadFocus = list.contains(document.activeElement) && document.activeElement.dataset.key;
  list.replaceChildren(...ordered.slice(0, MOST_PLACES).map(({ place, count }) => {
    const row = make("li");
    const button = make("button", place.name, "link-button");
    button.type = "button";
    button.dataset.key = place.key;
    button.addEventListener("click", () => onOpen(place, count, button));
    row.append(button, place.members?.length === 1 ? "" : ` ${words.number(count)}`);
    return row;
  }));
  if (hadFocus) list.querySelector(`[data-key="${hadFocus}"]`)?.focus();
  const left = ordered.length - MOST_PLACES;
  more.textContent = left > 0 ? words.fill(words.more, { n: words.number(left) }) : "";
}
