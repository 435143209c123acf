import { CliError } from "../output/errors.ts";
import { findWorker } from "./account.ts";
import { type Deploy, failed, wayOn } from "./deploy-run.ts";
import { keepDeployState, readDeployState, writeDeployState } from "./deploy-state.ts";
import { newToken } from "./publishing-token.ts";

/**
 * Makes sure that this checkout may replace the Worker of this name: a deploy changes its code and its publishing
 * token. A checkout recognizes its own site by `deploy.json`, which is written before anything is deployed: after a
 * crash at any later line, the next deploy continues. If HUSTINGS_TOKEN is set, as in CI, or Cloudflare builds a
 * repository that was connected to the Worker, that was somebody's choice.
 *
 * @throws CliError if another checkout, or another product, has put a Worker of this name on the account
 */
export async function claim(run: Deploy, takeOver: boolean): Promise<void> {
  if (run.token !== undefined || run.isChosen) return;
  const state = await readDeployState(run.home);
  const isOurs = state?.name === run.name;
  if (isOurs && !takeOver) return;
  if (!takeOver) {
    run.print(`Looking whether the account has a Worker named ${run.name} already …`);
    const found = await findWorker(run.runWrangler, run.name);
    if (found === "exists") throw notOurs(run);
    if (found !== "none") {
      const what = "Nothing was deployed: Cloudflare did not say what is there";
      throw failed(what, found, wayOn(found, run.again));
    }
  }
  if (state !== null && !isOurs) {
    const kept = await keepDeployState(run.home, state);
    run.print(`The address and token of the site deployed before are kept in ${kept}`);
  }
  await writeDeployState(run.home, { url: "", token: newToken(), name: run.name });
}

function notOurs({ name, again }: Deploy): CliError {
  const command = again.includes(" -- ") ? again : `${again} --`;
  return new CliError(
    `The account has a Worker named “${name}” that was not deployed from here, and a deploy would replace it. Nothing was done.\nTo go on: if it is another site, ${command} --name ANOTHER-NAME; if it is this site, ${command} --take-over, which also gives it a new publishing token.`,
  );
}
