// submit-envelope.js: makes a submission of the answers; docs/forms.md says what it holds.

// The official transliteration (Transliteration Act of 2009), for ids of new rows and file names.
const LATIN = Object.fromEntries("а-a б-b в-v г-g д-d е-e ж-zh з-z и-i й-y к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f х-h ц-ts ч-ch ш-sh щ-sht ъ-a ь-y ю-yu я-ya"
  .split(" ").map((pair) => pair.split("-")));

/** Write a name as an id: "Хляб и сол" -> "hlyab-i-sol". */
export function makeId(text, limit = 80) {
  const latin = text.toLowerCase().replace(/ия(?![а-я])/g, "ia").replace(/[а-я]/g, (sign) => LATIN[sign] ?? "");
  const plain = latin.normalize("NFD").replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, limit).replace(/^-+|-+$/g, "");
}

/** Put [name, value] pairs into one nested object; what is empty is left out. */
export function nest(pairs) {
  const root = {};
  for (const [name, value] of pairs) {
    if (Array.isArray(value) ? !value.length : !value) continue;
    const steps = name.split(/[.[\]]+/).filter(Boolean);
    let here = root;
    steps.slice(0, -1).forEach((step, index) => {
      here = here[step] ??= /^[0-9]+$/.test(steps[index + 1]) ? [] : {};
    });
    here[steps.at(-1)] = value;
  }
  return tidy(root);
}

function tidy(value) {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(tidy);
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tidy(one)]));
}

/** Give every row that lacks one an id of its own, made from its name. */
export function nameRows(rows, textOf) {
  const taken = new Set(rows.map((row) => row.id).filter(Boolean));
  for (const row of rows) {
    if (row.id) continue;
    const stem = makeId(textOf(row), 60) || "red";
    let id = stem;
    for (let number = 2; taken.has(id); number += 1) id = `${stem}-${number}`;
    taken.add(id);
    row.id = id;
  }
  return rows;
}

const isRows = (value) => Array.isArray(value) && value.some((one) => one && typeof one === "object");
const isGroup = (value) => value && typeof value === "object" && !Array.isArray(value);
// Lists of single values are sets: boxes come in the order of the form.
const plain = (value) => (Array.isArray(value) ? [...value].sort() : value);
const same = (one, other) => JSON.stringify(plain(one)) === JSON.stringify(plain(other));

/**
 * Say what differs from the record: new values, and the places to empty.
 * Only places that were asked for (`asked`: paths of the form) can be emptied.
 */
export function compare(base, now, asked) {
  const fields = {};
  const remove = [];
  const visit = (old, fresh, path, put) => {
    if (isRows(old) || isRows(fresh)) {
      const before = new Map((old ?? []).map((row) => [row.id, row]));
      const rows = (fresh ?? []).filter((row) => !same(sorted(row), sorted(pick(before.get(row.id), path, asked))));
      if (rows.length) put(rows);
      const kept = new Set((fresh ?? []).map((row) => row.id));
      for (const id of before.keys()) if (id && !kept.has(id)) remove.push(`${path}[${id}]`);
      for (const row of rows) emptied(before.get(row.id), row, `${path}[${row.id}]`, path);
    } else if (isGroup(old) || isGroup(fresh)) {
      const group = {};
      for (const key of new Set([...Object.keys(old ?? {}), ...Object.keys(fresh ?? {})])) {
        visit(old?.[key], fresh?.[key], path ? `${path}.${key}` : key, (value) => { group[key] = value; });
      }
      if (Object.keys(group).length) put(group);
    } else if (fresh === undefined) {
      if (old !== undefined && asked.has(path)) remove.push(path);
    } else if (!same(old, fresh)) put(fresh);
  };
  const emptied = (old, fresh, shown, path) => {
    for (const [key, value] of Object.entries(old ?? {})) {
      if (isGroup(value)) emptied(value, fresh?.[key], `${shown}.${key}`, `${path}.${key}`);
      else if (fresh?.[key] === undefined && asked.has(`${path}.${key}`)) remove.push(`${shown}.${key}`);
    }
  };
  visit(base, now, "", (value) => Object.assign(fields, value));
  return { fields, remove };
}

/** Return what of a row was asked for, and its id. */
function pick(row, path, asked) {
  if (!row) return undefined;
  const found = {};
  for (const [key, value] of Object.entries(row)) {
    const here = `${path}.${key}`;
    if (isGroup(value)) {
      const inner = pick(value, here, asked);
      if (Object.keys(inner).length) found[key] = inner;
    } else if (key === "id" || asked.has(here)) found[key] = value;
  }
  return found;
}

function sorted(value) {
  if (!isGroup(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
