/**
 * Corrects what a stored page says of time: whether a term runs, is to come or is over.
 * Without this script the absolute dates stay. Hours come with their offset, so that the
 * visitor's own zone does not matter.
 */

/**
 * Says where a moment stands in a term.
 * @param {{from?: string, until?: string}} term ISO 8601 with offset; absent means open
 * @param {number} now milliseconds since 1970
 * @returns {"coming" | "now" | "over"}
 */
export function placeInTerm({ from, until }, now) {
  if (until && now >= Date.parse(until)) return "over";
  if (from && now < Date.parse(from)) return "coming";
  return "now";
}

const DAY = 24 * 60 * 60 * 1000;
const inSofia = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Sofia" });

/**
 * Says how near a beginning is: the same day in Bulgaria, within a week, or later.
 * @param {string} from
 * @param {number} now
 * @returns {"today" | "soon" | "coming"}
 */
export function nearness(from, now) {
  const start = Date.parse(from);
  if (inSofia.format(start) === inSofia.format(now)) return "today";
  return start - now < 7 * DAY ? "soon" : "coming";
}

/**
 * Shows the words for the moment in a badge; without words it stays as it was.
 * @param {HTMLElement} badge
 * @param {number} now
 */
export function mountTerm(badge, now) {
  const place = placeInTerm(badge.dataset, now);
  const near = place === "coming" ? nearness(badge.dataset.from, now) : place;
  const words = badge.dataset[near] || badge.dataset[place];
  if (!words) return;
  const absolute = badge.textContent.trim();
  badge.hidden = false;
  badge.dataset.place = place;
  badge.textContent = place === "over" || !absolute ? words : `${words}: ${absolute}`;
}

/**
 * Adds a subscription link beside each calendar file, when the page knows no full address.
 * @param {HTMLElement} place
 */
export function mountWebcal(place) {
  if (!location.protocol.startsWith("http") || place.querySelector("a[href^='webcal:']")) return;
  for (const link of place.querySelectorAll("a[type='text/calendar']")) {
    const other = document.createElement("a");
    other.href = new URL(link.href).href.replace(/^https?:/, "webcal:");
    other.textContent = place.dataset.words;
    link.after(" ", other);
  }
}

for (const badge of document.querySelectorAll("[data-module='term']")) mountTerm(badge, Date.now());
for (const place of document.querySelectorAll("[data-module='webcal']")) mountWebcal(place);
