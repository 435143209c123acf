// For rendering a page that a reader requests and KV does not have.
export { putBack } from "./publish.ts";
export { renderPath } from "./render/render-path.ts";
