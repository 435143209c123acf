// Prints the bindings of wrangler.toml as miniflare's options, in JSON. A process of its own: wrangler takes longer to
// load than everything else that `hustings start` does before it serves, and 200 MB.
import { unstable_getMiniflareWorkerOptions } from "wrangler";

const [config = "wrangler.toml"] = process.argv.slice(2);
console.log(JSON.stringify(unstable_getMiniflareWorkerOptions(config).workerOptions));
