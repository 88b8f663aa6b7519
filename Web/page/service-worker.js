// Keeps the page's files, so that it works without a network, and adds the headers that isolate it from other
// pages, which threads want. Every file is held to the hash that the page was built with.

const files = {/* files */};
const name = "vbg-/* version */";

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** The same answer with the headers. */
function isolated(answer) {
  if (answer.status === 0) return answer;
  const headers = new Headers(answer.headers);
  for (const [header, value] of Object.entries(isolation)) headers.set(header, value);
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

/** The name by which a file is kept; a folder's is its index. */
function fileOf(address) {
  const path = new URL(address).pathname.slice(new URL(registration.scope).pathname.length);
  return path === "" ? "index.html" : path;
}

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(name);
    await Promise.all(Object.entries(files).map(async ([file, integrity]) => {
      const address = new URL(file, registration.scope);
      const answer = await fetch(address, { integrity, cache: "no-cache" });
      if (!answer.ok) throw new Error(`${file}: status ${answer.status}`);
      await cache.put(address, answer);
    }));
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const key of await caches.keys()) if (key.startsWith("vbg-") && key !== name) await caches.delete(key);
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  const file = fileOf(request.url);
  event.respondWith((async () => {
    const kept = Object.hasOwn(files, file)
      ? await (await caches.open(name)).match(new URL(file, registration.scope)) : undefined;
    return isolated(kept ?? await fetch(request));
  })());
});
