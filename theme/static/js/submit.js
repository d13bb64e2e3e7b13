// submit.js: improves <form data-module="submit">: one step at a time, checks, a memory in this
// browser, and a submission file. Without it the form is one page that is posted or printed.
import { compare, makeId, nameRows, nest } from "./submit-envelope.js";
import { fillIn, findFaults, markFault, mountRows, questionsOf, readAnswer, writeAnswer } from "./submit-fields.js";
import { mountPhotos } from "./submit-photos.js";

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LONGEST_MAIL = 1800; // some mail programs cut longer addresses
const begun = performance.now();
// The regional centre's signed link, if the form was opened by one (docs/intake.md).
const token = /[#&]token=([0-9a-z.-]{1,200})/.exec(location.hash)?.[1];

export function mountSubmit(form) {
  const { kind, records, pages, mail: office, service } = form.dataset;
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const words = Object.fromEntries([...part("words").children].map((one) => [one.dataset.code, one.dataset.words]));
  const say = (code, values = {}) => { part("status").textContent = fillIn(words[code], values); };
  const query = new URLSearchParams(location.search);
  const steps = [...form.querySelectorAll("[data-step]")];
  const rows = [...form.querySelectorAll("[data-rows]")].map((one) => mountRows(one, say));
  const photoRoot = form.querySelector("[data-photos]");
  const photos = photoRoot && mountPhotos(photoRoot, (control, code, values) => {
    markFault(photoRoot, [control], code && fillIn(words[code], values ?? {}));
  });
  const idBox = questionsOf(form).find((one) => one.name === "id");
  const district = questionsOf(form).find((one) => one.name === "about.district")?.controls[0];
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const key = () => `mrezha-submit:${kind}:${query.get("id") ?? ""}`;
  let record = null;
  let before = new Map(); // what the profile said, by question
  let current = 0;

  // What was typed, in the browser only.
  const asPairs = () => questionsOf(form)
    .filter((one) => one.rule.type !== "boolean")
    .map((one) => [one.name, readAnswer(one)]);
  const rowIds = () => Object.fromEntries(rows.map((one) => [one.name, one.rows().map((row) => row.dataset.id ?? "")]));

  function keep() {
    part("keeping").hidden = false;
    try {
      localStorage.setItem(key(), JSON.stringify({ pairs: asPairs(), rows: rowIds() }));
    } catch { /* a full or forbidden memory: the form works without */ }
  }

  function forget() {
    try {
      localStorage.removeItem(key());
    } catch { /* there was nothing then */ }
  }

  function fill(pairs, ids) {
    for (const one of rows) one.resize(ids[one.name] ?? [""]);
    const known = new Map(pairs);
    for (const one of questionsOf(form)) {
      if (one.rule.type !== "boolean" && known.has(one.name)) writeAnswer(one, known.get(one.name));
    }
  }

  function recall() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key()) ?? "null");
    } catch { /* as if nothing were kept */ }
    if (!Array.isArray(kept?.pairs)) return;
    fill(kept.pairs, kept.rows ?? {});
    part("keeping").hidden = false;
    say("kept");
  }

  // The profile that is to be corrected, from its own page.
  async function load(id) {
    if (!SLUG.test(id) || record?.id === id || kind === "fair-application") return;
    try {
      const place = pages ? 1 + checksum(id) % pages : id;
      const answer = await fetch(new URL(`${records}${place}/`, document.baseURI));
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const whole = pages ? page.getElementById(id) : page;
      record = JSON.parse(whole.querySelector("[data-record]").dataset.record);
    } catch {
      record = null;
      say("not-loaded");
      return;
    }
    if (district && !district.value) district.value = record.district;
    if (kind !== "profile-change") return;
    const ids = {};
    const pairs = [];
    const flatten = (value, name) => {
      if (Array.isArray(value) && typeof value[0] === "object") {
        ids[name] = value.map((row) => row.id ?? "");
        value.forEach((row, index) => flatten(row, `${name}[${index}]`));
      } else if (value && typeof value === "object" && !Array.isArray(value)) {
        for (const [inner, one] of Object.entries(value)) flatten(one, `${name}.${inner}`);
      } else pairs.push([name, value]);
    };
    flatten(record.fields, "fields");
    fill(pairs, ids);
    before = new Map(asPairs().map(([name, value]) => [name, String(value)]));
    say("loaded");
  }

  // Steps.
  function show(index, isMoved = true) {
    current = index;
    steps.forEach((step, number) => { step.hidden = number !== index; });
    const isLast = index === steps.length - 1;
    part("back").hidden = index === 0;
    part("next").hidden = isLast;
    part("errors").hidden = true;
    if (isLast) prepare();
    if (!isMoved) return;
    say("step", { n: index + 1, count: steps.length });
    steps[index].querySelector("h2").focus();
  }

  function showFaults(faults) {
    const box = part("errors");
    const title = document.createElement("h2");
    title.textContent = words["error-title"];
    const list = document.createElement("ul");
    for (const [control, label, text] of faults) {
      const link = document.createElement("a");
      link.href = `#${control.id}`;
      link.textContent = `${label}: ${text}`;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const details = control.closest("details");
        if (details) details.open = true;
        control.focus();
      });
      list.append(document.createElement("li"));
      list.lastChild.append(link);
    }
    box.replaceChildren(title, list);
    box.hidden = false;
    box.focus();
  }

  const labelOf = (box) => box.querySelector(".choice__title").firstChild.textContent.trim();

  async function forward() {
    const step = steps[current];
    if (idBox && step.contains(idBox.box)) {
      const control = idBox.controls[0];
      control.value = control.value.trim().replace(/[?#].*$/, "").split("/").filter(Boolean).at(-1) ?? "";
    }
    for (const one of questionsOf(step)) markFault(one.box, one.controls, "");
    const faults = findFaults(step).map(([one, code]) => {
      const example = one.rule.type === "string" ? "hlyab-i-sol" : "";
      const limit = one.rule[{ "too-long": "maxLength", "too-many": "maxItems", "too-small": "minimum", "too-large": "maximum" }[code]];
      const text = fillIn(words[code] ?? words.required, { limit, example });
      markFault(one.box, one.controls, text);
      return [one.controls[0], labelOf(one.box), text];
    });
    if (photoRoot && step.contains(photoRoot)) {
      for (const [control, code] of photos.check()) {
        markFault(control.parentElement, [control], words[code]);
        faults.push([control, labelOf(control.parentElement), words[code]]);
      }
    }
    if (faults.length) {
      showFaults(faults);
      return;
    }
    if (idBox && step.contains(idBox.box)) await load(idBox.controls[0].value);
    show(current + 1);
  }

  // The submission.
  function makeFields(nested) {
    const fields = nested.fields ?? {};
    if (fields.offers) nameRows(fields.offers, (row) => row.name?.bg ?? "");
    if (fields.needs) nameRows(fields.needs, (row) => row.text?.bg ?? "");
    const person = fields.contacts?.person;
    if (person) person.consent_on = record?.fields.contacts?.person?.consent_on ?? today;
    if (kind === "fair-application") {
      const row = (fields.participants ??= [{}])[0];
      if (SLUG.test(query.get("enterprise") ?? "")) row.enterprise = query.get("enterprise");
      else row.name = nested.about.name.slice(0, 200);
    }
    return fields;
  }

  function makeSubmission() {
    const pairs = asPairs();
    for (const [name, ids] of Object.entries(rowIds())) {
      ids.forEach((id, index) => {
        const isKept = id && pairs.some(([one, value]) => one.startsWith(`${name}[${index}]`) && value.length);
        if (isKept) pairs.push([`${name}[${index}].id`, id]);
      });
    }
    const nested = nest(pairs);
    const fields = makeFields(nested);
    const made = {
      format: form.dataset.format,
      version: Number(form.dataset.version),
      kind,
      made_on: today,
      language: document.documentElement.lang,
      fields,
      consent: { personal_data: true, text_version: form.elements["consent.text_version"].value, given_on: today },
      sender: nested.sender ?? {},
      spent_s: Math.round((performance.now() - begun) / 1000),
    };
    if (nested.id) made.id = nested.id;
    if (nested.about) made.about = nested.about;
    if (nested.note) made.note = nested.note;
    if (token) made.token = token;
    if (photos?.read().length) made.photos = photos.read();
    if (record && kind !== "fair-application") {
      made.base = record.base;
      made.about = { ...made.about, name: record.name.slice(0, 300) };
    }
    if (record && kind === "profile-change") {
      const asked = new Set(questionsOf(form).map((one) => one.name.replace(/^fields\./, "").replace(/\[\d+\]/g, "")));
      Object.assign(made, compare(record.fields, fields, asked));
      if (!made.remove.length) delete made.remove;
    }
    return made;
  }

  function nameOf(made) {
    return made.about?.name ?? made.fields.title?.bg ?? made.id ?? "";
  }

  const fileName = (made) => `mrezha-${kind}-${made.id ?? (makeId(nameOf(made), 60) || "nov")}-${today}.json`;

  function prepare() {
    const made = makeSubmission();
    const addFact = (label, shown) => {
      const row = document.createElement("div");
      row.className = "facts__row";
      row.append(document.createElement("dt"), document.createElement("dd"));
      row.firstChild.textContent = label;
      row.lastChild.textContent = shown;
      part("summary").append(row);
    };
    part("summary").replaceChildren();
    for (const one of questionsOf(form)) {
      const answer = one.rule.type === "boolean" ? "" : readAnswer(one);
      if (String(answer) === (before.get(one.name) ?? "")) continue; // empty, or as in the profile
      const chosen = one.controls[0].selectedOptions?.[0]?.textContent
        ?? one.controls.filter((control) => control.checked).map((control) => control.parentElement.textContent.trim()).join(", ");
      addFact(labelOf(one.box), answer.length ? chosen || [answer].flat().join("\n") : words.removed);
    }
    for (const photo of made.photos ?? []) addFact(labelOf(photoRoot), photo.alt);
    const option = district?.selectedOptions[0];
    const to = option?.dataset.mail ?? office ?? "";
    part("mail-to").textContent = to ? fillIn(words["mail-to"], { to: option?.dataset.mail ? `${option.dataset.centre}, ${to}` : to }) : words["mail-nobody"];
    const values = { kind: document.querySelector("h1").textContent, name: nameOf(made), file: fileName(made), sender: made.sender.name ?? "" };
    const subject = encodeURIComponent(fillIn(words["mail-subject"], values));
    const body = encodeURIComponent(fillIn(words["mail-body"], values).replaceAll("\n", "\r\n"));
    part("mail").href = `mailto:${encodeURIComponent(to).replaceAll("%40", "@")}?subject=${subject}&body=${body}`.slice(0, LONGEST_MAIL).replace(/%[0-9A-F]?$/, "");
    const isNothing = record && kind === "profile-change" && !Object.keys(made.fields).length && !made.remove && !made.photos && !made.note;
    if (isNothing) say("nothing");
  }

  function download() {
    const made = makeSubmission();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${JSON.stringify(made, null, 2)}\n`], { type: "application/json" }));
    link.download = fileName(made);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say("downloaded", { file: link.download });
  }

  async function send() {
    const made = makeSubmission();
    const data = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && !name.includes(".")) data.append(name, value);
    data.set("submission", JSON.stringify(made));
    if (service === "formspree" || service === "web3forms") {
      data.set("email", made.sender.email ?? "");
      data.set("subject", `${document.querySelector("h1").textContent}: ${nameOf(made)}`);
    }
    say("sending");
    part("send").disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      clear();
      say("sent");
    } catch {
      say("not-sent");
    }
    part("send").disabled = false;
  }

  function clear() {
    forget();
    form.reset();
    photos?.clear();
    for (const one of rows) one.resize([""]);
    part("keeping").hidden = true;
    record = null;
    before = new Map();
    show(0, false);
  }

  form.noValidate = true;
  part("plain")?.remove();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (current < steps.length - 1) forward();
  });
  form.addEventListener("input", keep);
  part("next").type = "submit";
  part("back").addEventListener("click", () => show(current - 1));
  part("download").addEventListener("click", download);
  part("send")?.addEventListener("click", send);
  part("forget").addEventListener("click", () => {
    clear();
    say("forgotten");
    steps[0].querySelector("h2").focus();
  });
  show(0, false);
  (async () => {
    const id = query.get("id") ?? "";
    if (idBox && SLUG.test(id)) {
      writeAnswer(idBox, id);
      await load(id);
    }
    recall();
    form.dataset.state = "ready";
  })();
}

for (const form of document.querySelectorAll("[data-module=submit]")) mountSubmit(form);

// CRC-32 of an id: the page a gathered profile stands on, as plugin/gathering.py says.
function checksum(id) {
  let sum = ~0;
  for (const byte of new TextEncoder().encode(id)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}
