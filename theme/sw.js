// sw.js: keeps visited pages and the search for when there is no network.
// The build puts SHELL before this text: what the search page needs, by address from the root.
const KEPT = "mrezha-1";
const MOST = 400;
const KINDS = /^(text\/(html|css|javascript|plain)|application\/(json|javascript|manifest\+json)|image\/)/;
const NOTICE = {
  bg: (day) => `Няма връзка с мрежата. Това е копие, запазено на ${day}; може вече да е друго.`,
  en: (day) => `There is no network. This is a copy kept on ${day}; it may have changed since.`,
};
const root = self.registration.scope;
const isStatic = (path) => path.startsWith("static/");
const isSearchData = (path) => /^search\/(?!manifest\.json$)[^/]+\.(json|txt)$/.test(path);
const pathOf = (address) => address.slice(root.length);
const bare = (address) => address.split(/[?#]/)[0];

self.addEventListener("install", (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = bare(request.url);
  if (request.method !== "GET" || !address.startsWith(root) || request.headers.has("range")) return;
  if (pathOf(address).startsWith("admin/")) return;
  const find = isStatic(pathOf(address)) || isSearchData(pathOf(address)) ? keptFirst : networkFirst;
  event.respondWith(find(request, address));
});

/** Fetch what the search needs; a file that fails now is fetched when it is asked for. */
async function keepShell() {
  const cache = await caches.open(KEPT);
  const addresses = SHELL.map((path) => new URL(path, root).href);
  await Promise.allSettled(addresses.map((address) => cache.add(new Request(address, { cache: "no-cache" }))));
  const manifest = await cache.match(new URL("search/manifest.json", root).href);
  if (manifest) await keepSearch(cache, manifest);
}

/** Names of search files stand in the manifest as values; a large index is kept as it is used. */
async function keepSearch(cache, manifest) {
  const names = namesIn(await manifest.clone().json());
  if (names.length > 100) return;
  const base = new URL("search/", root);
  await Promise.allSettled(names.map(async (name) => {
    const address = new URL(name, base).href;
    if (!(await cache.match(address))) await cache.add(address);
  }));
}

function namesIn(value) {
  if (typeof value === "string") return /^[\w-]+\.(json|txt)$/.test(value) ? [value] : [];
  return value && typeof value === "object" ? Object.values(value).flatMap(namesIn) : [];
}

async function keptFirst(request, address) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(address);
  if (kept) return kept;
  try {
    return await fetchAndKeep(cache, request, address);
  } catch (error) {
    // A page kept earlier may ask for files of an earlier build: the same name of now will do.
    const name = pathOf(address).split("/").slice(2).join("/");
    const other = isStatic(pathOf(address)) && (await cache.keys()).find(({ url }) => url.endsWith(`/${name}`));
    if (other) return cache.match(other);
    throw error;
  }
}

async function networkFirst(request, address) {
  const cache = await caches.open(KEPT);
  try {
    return await fetchAndKeep(cache, request, address);
  } catch (error) {
    const kept = await cache.match(address) ?? await cache.match(`${address}index.html`);
    if (kept) return isPage(kept) ? markOld(kept) : kept;
    if (!isPageRequest(request)) throw error;
    const home = await cache.match(root);
    if (home) return markOld(home);
    throw error;
  }
}

const isPageRequest = (request) => request.mode === "navigate";
const isPage = (response) => (response.headers.get("content-type") ?? "").startsWith("text/html");

/** Only whole answers of this site are kept, and what is gone from it is gone from here. */
async function fetchAndKeep(cache, request, address) {
  // Asked anew, not guessed: what the browser's own cache takes for fresh may be a week old.
  const response = await fetch(request.url, { cache: "no-cache", credentials: "same-origin" });
  if (response.redirected && isPageRequest(request)) return Response.redirect(response.url);
  if ([404, 410].includes(response.status)) await cache.delete(address);
  const isKept = response.status === 200 && response.type === "basic" && !response.redirected
    && KINDS.test(response.headers.get("content-type") ?? "");
  if (!isKept) return response;
  await cache.put(address, response.clone());
  if (address.endsWith("/search/manifest.json")) await dropOldSearch(cache, response.clone());
  await trim(cache);
  return response;
}

async function dropOldSearch(cache, manifest) {
  const names = new Set(namesIn(await manifest.json()));
  for (const { url } of await cache.keys()) {
    if (isSearchData(pathOf(url)) && !names.has(url.split("/").pop())) await cache.delete(url);
  }
}

/** The oldest pages go first; what the search needs stays. */
async function trim(cache) {
  const keys = await cache.keys();
  const shell = new Set(SHELL.map((path) => new URL(path, root).href));
  const old = keys.filter(({ url }) => !shell.has(url) && !isSearchData(pathOf(url)));
  for (const key of old.slice(0, Math.max(0, old.length - MOST))) await cache.delete(key);
}

/** Say on the page itself that it is a copy, and from when. */
async function markOld(response) {
  const html = await response.text();
  const lang = /<html lang="en"/.test(html) ? "en" : "bg";
  const day = new Date(response.headers.get("date") ?? Date.now()).toLocaleString(lang);
  const notice = `<p class="notice" role="status" lang="${lang}">${NOTICE[lang](day)}</p>`;
  const marked = html.replace(/<main\b[^>]*>/, (tag) => tag + notice);
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(marked, { status: 200, headers });
}
