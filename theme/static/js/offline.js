// offline.js: lets the site be read without a network; sw.js at the site's root does the work.
// No module: pages opened from a folder would complain of one.
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  navigator.serviceWorker.register(new URL("../../../sw.js", document.currentScript.src)).catch(() => {});
}
