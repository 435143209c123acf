// What renders a page that a reader asks for and KV has not got.
export { putBack } from "./publish.ts";
export { renderPath } from "./render/render-path.ts";
