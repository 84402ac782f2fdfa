// Keeps the pages of offers and lists that were opened, for when there is no network. Online, the network always wins.
"use strict";

const VERSION = "v{{ version }}";
const PREFIX = "finder-";
const PAGES = `${PREFIX}pages-${VERSION}`;
const FILES = `${PREFIX}files-${VERSION}`;
const MOST_PAGES = 60;
const MOST_FILES = 120;
const LONGEST_MS = 30 * 24 * 60 * 60 * 1000; // since anyone last looked at the page
const KEPT_AT = "X-Kept-At";
const SEEN_AT = "X-Seen-At";
const STATIC = "{{ static_url|escapejs }}";
// A copy is found whatever the headers of the request are.
const LOOSELY = { ignoreVary: true };
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;
const TEXTS = {{ texts|safe }};

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(tidy().then(forgetOld).then(() => self.clients.claim())));

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== PAGES && name !== FILES);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// The page that registers the worker was loaded without it: it says what it is made of.
self.addEventListener("message", (event) => {
  if (event.data?.kind !== "opened") return;
  event.waitUntil(remember(new URL(event.data.page), event.data.files));
});

async function remember(page, files) {
  // The page itself first: it is what its reader may soon want back.
  const isKept = isPage(page) && isPlain(page);
  const opened = isKept ? fetch(page, { redirect: "manual" }).then((answer) => keepPage(page, answer), () => {}) : null;
  const kept = await caches.open(FILES);
  for (const file of files) {
    const url = new URL(file, self.location.origin);
    if (isFile(url) && !(await kept.match(url, LOOSELY))) await keepFile(new Request(url)).catch(() => {});
  }
  await keepOfflinePage(languageOf(page));
  await opened;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isFile(url)) event.respondWith(file(request, url));
  else if (request.mode === "navigate" && isPage(url)) event.respondWith(page(event, url));
});

// --- Files with a hash in their name never change; the others are kept for want of better ---

function isFile(url) {
  return url.origin === self.location.origin && url.pathname.startsWith(STATIC);
}

async function file(request, url) {
  const kept = await (await caches.open(FILES)).match(url, LOOSELY);
  if (kept && HASHED.test(url.pathname)) return kept;
  try {
    return await keepFile(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function keepFile(request) {
  const answer = await fetch(request);
  if (answer.status === 200) await put(FILES, request.url, answer.clone(), MOST_FILES);
  return answer;
}

// --- Pages: from the network, and only without it from here ---

// What stands below a language; the rest belongs to editors and to machines.
function isPage(url) {
  return Boolean(languageOf(url)) && url.origin === self.location.origin;
}

// A page with parameters is one of many: only those that advertisers add make no difference.
function isPlain(url) {
  return [...url.searchParams.keys()].every((name) => name.startsWith("utm_"));
}

function languageOf(url) {
  const code = url.pathname.split("/")[1];
  return code in TEXTS ? code : "";
}

function nameOf(url) {
  return url.origin + url.pathname;
}

async function page(event, url) {
  try {
    const answer = await fetch(event.request);
    // Its own copy, at once: the body can be read only once it is on its way to the reader.
    event.waitUntil(keepPage(url, answer.clone()).then(forgetOld).then(() => keepOfflinePage(languageOf(url))));
    return answer;
  } catch (error) {
    return (await keptPage(url)) ?? (await offlinePage(url)) ?? Response.error();
  }
}

async function keepPage(url, answer) {
  const pages = await caches.open(PAGES);
  if (!isPlain(url)) {
    // A change of a list ends at an address with a notice: its copy is brought up to date beside it.
    if (await pages.match(nameOf(url), LOOSELY)) await remember(new URL(nameOf(url)), []);
    return;
  }
  const isWhole = answer.status === 200 && /^text\/html/.test(answer.headers.get("Content-Type"));
  const isForOne = answer.redirected || /no-store/.test(answer.headers.get("Cache-Control"));
  const text = isWhole && !isForOne ? await answer.text() : "";
  if (!text.includes('<meta name="keep-offline"')) {
    // Gone, moved or no longer for everybody: no copy outlives it. A server in trouble says nothing about that.
    if (answer.status < 500) await pages.delete(nameOf(url));
    return;
  }
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set(KEPT_AT, new Date().toISOString());
  await put(PAGES, nameOf(url), new Response(text, { headers }), MOST_PAGES);
}

async function put(cacheName, name, answer, most) {
  const cache = await caches.open(cacheName);
  await cache.delete(name); // what is put again comes last, and the first ones are the oldest
  await cache.put(name, answer);
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - most)).map((old) => cache.delete(old)));
}

async function keptPage(url) {
  await forgetOld();
  const kept = isPlain(url) && (await (await caches.open(PAGES)).match(nameOf(url), LOOSELY));
  if (!kept) return null;
  await noteSeen(url, kept.clone());
  const language = languageOf(url);
  const text = TEXTS[language].saved.replace("%(moment)s", momentOf(kept, language));
  const banner = `<p class="notice notice--info saved-copy" role="status"><bdi>${escaped(text)}</bdi></p>`;
  return changed(kept, (html) => html.replace(/<main\b[^>]*>/, (start) => start + banner));
}

async function noteSeen(url, kept) {
  const headers = new Headers(kept.headers);
  headers.set(SEEN_AT, new Date().toISOString());
  await put(PAGES, nameOf(url), new Response(await kept.text(), { headers }), MOST_PAGES);
}

async function forgetOld() {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    const kept = await pages.match(request, LOOSELY);
    const seen = kept && Date.parse(kept.headers.get(SEEN_AT) ?? kept.headers.get(KEPT_AT));
    if (Number.isFinite(seen) && Date.now() - seen > LONGEST_MS) await pages.delete(request);
  }
}

function momentOf(kept, language) {
  const style = { dateStyle: "long", timeStyle: "short", hourCycle: "h23" };
  const locale = `${language === "en" ? "en-GB" : language}-u-nu-latn-ca-gregory`;
  return new Intl.DateTimeFormat(locale, style).format(new Date(kept.headers.get(KEPT_AT)));
}

async function changed(kept, change) {
  return new Response(change(await kept.text()), { status: 200, headers: kept.headers });
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

// --- The page for everything that is not kept: it names what is ---

async function keepOfflinePage(language) {
  if (!language) return;
  const address = TEXTS[language].offline;
  const cache = await caches.open(FILES);
  const known = await cache.match(address, LOOSELY);
  if (known && Date.now() - Date.parse(known.headers.get(KEPT_AT)) < 24 * 60 * 60 * 1000) return;
  const answer = await fetch(address).catch(() => null);
  if (answer?.status !== 200) return;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set(KEPT_AT, new Date().toISOString());
  const text = await answer.text();
  await put(FILES, self.location.origin + address, new Response(text, { headers }), MOST_FILES);
  for (const [, link] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
    const url = new URL(link, self.location.origin);
    if (isFile(url) && !(await cache.match(url, LOOSELY))) await keepFile(new Request(url)).catch(() => {});
  }
}

async function offlinePage(url) {
  await forgetOld();
  const answer = await (await caches.open(FILES)).match(self.location.origin + TEXTS[languageOf(url)].offline, LOOSELY);
  return answer ? changed(answer, await listInto(languageOf(url))) : null;
}

async function listInto(language) {
  const cache = await caches.open(PAGES);
  const rows = [];
  for (const request of (await cache.keys()).reverse()) {
    const kept = await cache.match(request, LOOSELY);
    const title = /<title>([^<]*)<\/title>/.exec(await kept.clone().text())?.[1].trim() || escaped(request.url);
    const name = title.endsWith(TEXTS[language].brand) ? title.slice(0, -TEXTS[language].brand.length) : title;
    const moment = escaped(momentOf(kept, language));
    rows.push(`<li><a href="${escaped(request.url)}"><bdi>${name}</bdi></a> <span class="muted">${moment}</span></li>`);
  }
  if (!rows.length) return (html) => html;
  const list = `<ul class="kept-list">${rows.join("")}</ul>`;
  return (html) => html.replace("<!--kept-->", () => list).replace("data-kept hidden", "data-kept").replace("data-nothing-kept", "hidden");
}
