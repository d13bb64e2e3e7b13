// search-address.js: what is asked stands in the form and in the address; each makes the other.
export const FACETS = ["region", "district", "settlement", "category", "status", "class", "activity", "group", "cause"];
const LONGEST = 200;
const WAYS = ["sort", "near", "exact"];

/**
 * What the form asks. `facets` holds only those with a choice; `near` is the code of the district
 * from whose centre distances are measured; `isExact`: nothing but what was typed will do.
 */
export function readForm(form, isExact = false) {
  const data = new FormData(form);
  const facets = {};
  for (const name of FACETS) {
    const values = data.getAll(name).filter(Boolean);
    if (values.length) facets[name] = values;
  }
  const text = (name) => String(data.get(name) ?? "");
  return { query: text("q").trim(), facets, sort: text("sort"), near: text("near"), isExact };
}

/** Add a choice that is not there yet. */
function addOption(select, value, label) {
  if (![...select.options].some((one) => one.value === value)) select.append(new Option(label, value));
}

/** Set the form to what an address asks; values it does not know are left out. */
export function fillForm(form, address) {
  const asked = new URL(address).searchParams;
  for (const control of form.elements) {
    const values = asked.getAll(control.name);
    if (control.type === "checkbox") control.checked = values.includes(control.value);
    else if (control.name === "q") control.value = values[0] ?? "";
    else if (control instanceof HTMLSelectElement) {
      const [value = ""] = values;
      // Settlements are listed when someone looks at the filters; till then a code will do.
      if (control.name === "settlement" && /^[0-9]{5}$/.test(value)) addOption(control, value, value);
      control.value = value;
      if (control.selectedIndex < 0) control.value = "";
    }
  }
  return readForm(form, asked.has("exact"));
}

/** The address that asks for the same; what other parts of it say is kept. */
export function writeAddress(address, { query, facets, sort, near, isExact }) {
  const next = new URL(address);
  const { searchParams: asks } = next;
  for (const name of ["q", ...FACETS, ...WAYS]) asks.delete(name);
  if (query) asks.set("q", query.slice(0, LONGEST));
  for (const [name, values] of Object.entries(facets)) for (const value of values) asks.append(name, value);
  if (sort) asks.set("sort", sort);
  if (near && sort === "distance") asks.set("near", near);
  if (isExact) asks.set("exact", "1");
  return next.href;
}
