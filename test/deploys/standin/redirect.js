// Preloaded into Node (NODE_OPTIONS=--import=…): a request for a site on workers.dev goes to the stand-in.
const real = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { host, pathname, search } = new URL(request.url);
  if (!host.endsWith(".workers.dev")) return real(request);
  const headers = new Headers(request.headers);
  headers.set("x-standin-host", host);
  const { method, redirect, signal } = request;
  const body = request.body ? { body: await request.arrayBuffer() } : {};
  const url = new URL(pathname + search, process.env["CLOUDFLARE_API_BASE_URL"]);
  return real(url, { method, headers, redirect, signal, ...body });
};
