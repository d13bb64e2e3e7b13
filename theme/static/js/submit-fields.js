// submit-fields.js: reads, fills and marks the answers of the form; rows are cloned from the first.
import { judge } from "./submit-checks.js";

const ID = /-0-/g;

export const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

/** Return every question under an element: its place, its rule and its controls. */
export function questionsOf(root) {
  return [...root.querySelectorAll("[data-name]")].map((box) => ({
    box,
    name: box.dataset.name,
    rule: JSON.parse(box.dataset.rule),
    controls: [...box.querySelectorAll("input:not([type=hidden]), select, textarea")],
  }));
}

/** Return an answer: a list for boxes and for texts asked for line by line. */
export function readAnswer({ rule, controls }) {
  if (controls[0].type === "checkbox") {
    const chosen = controls.filter((one) => one.checked).map((one) => one.value);
    return rule.type === "boolean" ? (chosen.length ? "yes" : "") : chosen;
  }
  const text = controls[0].value.replaceAll("\r\n", "\n");
  if (rule.type === "list") return text.split("\n").map((one) => one.trim()).filter(Boolean);
  return rule.format === "markdown" ? text.replace(/\s+$/, "") : text.trim();
}

export function writeAnswer({ rule, controls }, value) {
  if (controls[0].type === "checkbox") {
    for (const one of controls) one.checked = [value].flat().includes(one.value);
  } else controls[0].value = rule.type === "list" ? [value ?? []].flat().join("\n") : value ?? "";
}

const isEmpty = (value) => (Array.isArray(value) ? !value.length : !value);

/** Return [question, code] for every answer that breaks its rule; empty rows are no answers. */
export function findFaults(root) {
  return questionsOf(root).flatMap((one) => {
    const row = one.box.closest("[data-row]");
    if (row && questionsOf(row).every((other) => isEmpty(readAnswer(other)))) return [];
    if (one.rule.type === "boolean") return readAnswer(one) ? [] : [[one, "consent"]];
    const code = judge(one.rule, readAnswer(one));
    return code ? [[one, code]] : [];
  });
}

/** Show or take away the words of a fault beside its question, tied to it for screen readers. */
export function markFault(box, controls, words) {
  const id = `${controls[0].id}-error`;
  box.querySelector(`[id="${id}"]`)?.remove();
  for (const one of controls[0].type === "checkbox" ? [box, controls[0]] : [controls[0]]) {
    const others = (one.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
    const all = words ? [...others, id] : others;
    if (all.length) one.setAttribute("aria-describedby", all.join(" "));
    else one.removeAttribute("aria-describedby");
  }
  for (const one of controls) one.toggleAttribute("aria-invalid", false);
  if (!words) return;
  if (controls[0].type !== "checkbox") controls[0].setAttribute("aria-invalid", "true");
  const note = document.createElement("p");
  note.className = "field__error";
  note.id = id;
  note.textContent = words;
  const before = box.querySelector(".choice__list, .choice__one") ?? controls[0];
  before.before(note);
}

/** Let a list of rows grow and shrink; returns what the form needs of it. */
export function mountRows(root, say) {
  const first = root.querySelector("[data-row]");
  const model = first.cloneNode(true);
  const add = root.querySelector("[data-part=add]");
  const limit = Number(root.dataset.limit);
  const rows = () => [...root.querySelectorAll("[data-row]")];

  function number() {
    rows().forEach((row, index) => {
      row.querySelector("[data-part=number]").textContent = limit > 1 ? index + 1 : "";
      row.querySelector("[data-part=remove]").hidden = rows().length < 2 && !row.dataset.id;
      for (const one of row.querySelectorAll("[name], [data-name]")) {
        const key = one.dataset.name ? "data-name" : "name";
        one.setAttribute(key, one.getAttribute(key).replace(/\[\d+\]/, `[${index}]`));
      }
    });
    if (add) add.hidden = rows().length >= limit;
  }

  let made = 0;
  function grow(id) {
    made += 1;
    const row = model.cloneNode(true);
    for (const one of row.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const key of ["id", "for", "aria-describedby"]) {
        if (one.hasAttribute(key)) one.setAttribute(key, one.getAttribute(key).replace(ID, `-${made}-`));
      }
    }
    if (id) row.dataset.id = id;
    rows().at(-1).after(row);
    number();
    return row;
  }

  function resize(ids) {
    for (const row of rows().slice(1)) row.remove();
    ids.slice(1).forEach((id) => grow(id));
    const [row] = rows();
    if (ids[0]) row.dataset.id = ids[0];
    else delete row.dataset.id;
    number();
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === add && add) {
      const row = grow("");
      row.querySelector("input, select, textarea").focus();
      say("row-added", { label: row.querySelector("legend").firstChild.textContent.trim(), n: rows().length });
      root.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (button?.dataset.part === "remove") {
      const row = button.closest("[data-row]");
      if (rows().length > 1) row.remove();
      else {
        delete row.dataset.id;
        for (const one of questionsOf(row)) writeAnswer(one, "");
      }
      number();
      rows().at(-1).querySelector("input, select, textarea").focus();
      say("row-removed");
      root.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  number();
  return { name: root.dataset.rows, rows, resize };
}
