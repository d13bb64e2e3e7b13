"""What `mrezha bench web` asks a page in the browser."""

# WCAG 2.2 A and AA with all before them, and the best practices of axe.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {
    resultTypes: ["violations"], runOnly: {type: "tag", values: tags},
  });
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.target.join(" ")}`));
}"""
# WCAG 2.2, 1.4.10 Reflow: 320 CSS pixels are 1280 pixels at 400 %.
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1)
    .map((one) => one.outerHTML.slice(0, 100));
}"""
# WCAG 2.2, 2.5.8 Target Size (Minimum); links within a sentence are excepted there, and so
# are those of a drawing that the keyboard leaves out because a list repeats them (Equivalent).
SMALL_TARGETS = """() => {
  const inText = (one) => one.closest("p, dd, li, td, th, h1, h2, h3, h4, label, summary, text") &&
    getComputedStyle(one).display === "inline";
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((one) => one.checkVisibility() && !one.matches(".skip-link, svg a[tabindex='-1']") &&
      !inText(one))
    .filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width < 23.99 || box.height < 23.99;
    }).map((one) => one.outerHTML.slice(0, 100));
}"""
# What the keyboard must reach; of radio buttons of one name, one.
COUNT_STOPS = """() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) =>
    one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.checkVisibility());
  const radios = new Set();
  window.mrezhaStops = all.filter((one) => one.type !== "radio" ||
    (!radios.has(one.name) && radios.add(one.name)));
  return window.mrezhaStops.length;
}"""
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const isRing = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
    style.boxShadow !== "none";
  const isSeen = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 &&
    box.left < innerWidth && box.top < innerHeight;
  const isNew = !one.dataset.mrezhaSeen;
  one.dataset.mrezhaSeen = "1";
  return {isNew, isGood: isRing && isSeen, words: one.outerHTML.slice(0, 100)};
}"""
WATCH_POLICY = """window.mrezhaBlocked = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.mrezhaBlocked.push(`${event.effectiveDirective} ${event.blockedURI}`));"""
WATCH_PAINT = """window.mrezhaPaint = {lcp: 0, cls: 0, what: ""};
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  window.mrezhaPaint.lcp = one.startTime;
  window.mrezhaPaint.what = one.element ? one.element.tagName.toLowerCase() : "";
})).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  if (!one.hadRecentInput) window.mrezhaPaint.cls += one.value;
})).observe({type: "layout-shift", buffered: true});"""
