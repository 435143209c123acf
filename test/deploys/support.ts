import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { deploy } from "../../src/cli/deploy/deploy.ts";
import { CliError } from "../../src/cli/output/errors.ts";
import { PROJECT } from "../support/site.ts";
import { API_TOKEN, Cloudflare } from "./standin/cloudflare.ts";

/** The site's address where the account's subdomain is the stand-in's default. */
export const SITE = "https://hustings.someone.workers.dev";

/** Starts a stand-in for one test, and leads wrangler and the requests of this process to it. */
export async function cloudflareFor(
  options: Parameters<typeof Cloudflare.start>[0] = {},
): Promise<Cloudflare> {
  const cloudflare = await Cloudflare.start(options);
  vi.stubEnv("CLOUDFLARE_API_BASE_URL", cloudflare.url);
  vi.stubEnv("CLOUDFLARE_API_TOKEN", API_TOKEN);
  vi.stubEnv("CLOUDFLARE_ACCOUNT_ID", "0123456789abcdef0123456789abcdef");
  // Wrangler is one file of 10 MB, which Node then compiles once for all tests.
  vi.stubEnv("NODE_COMPILE_CACHE", join(tmpdir(), "hustings-compiled"));
  vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) =>
    cloudflare.edge.fetch(new Request(input, init)),
  );
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    await cloudflare.stop();
  });
  return cloudflare;
}

const COPIED = [
  "wrangler.toml",
  "static",
  "migrations",
  "src",
  "bin",
  "package.json",
  "package-lock.json",
  ".github",
];

/**
 * A checkout of the project in a folder of its own, for one test: what a deploy writes there, no other has.
 *
 * @param builds whether each deploy builds the Worker, as a real one does; otherwise it is built already
 */
export async function checkout({ builds = false } = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "hustings-checkout-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const name of COPIED) {
    // With their times: a newer lock file would have the packages installed again.
    await cp(join(PROJECT, name), join(root, name), { recursive: true, preserveTimestamps: true });
  }
  if (!builds) {
    await cp(process.env["HUSTINGS_WORKER"] ?? "", join(root, "dist"), { recursive: true });
    const config = await readFile(join(root, "wrangler.toml"), "utf8");
    await writeFile(join(root, "wrangler.toml"), config.replace(/^\[build\]\ncommand = .*$/m, ""));
  }
  // Each package by a link of its own: whatever removes one here leaves the project's.
  await mkdir(join(root, "node_modules"));
  for (const name of await readdir(join(PROJECT, "node_modules"))) {
    await symlink(join(PROJECT, "node_modules", name), join(root, "node_modules", name));
  }
  return root;
}

/** How a deploy ended. */
export interface Ended {
  /** The error's message; `null` if it succeeded. */
  failure: string | null;
  printed: string[];
}

interface Options extends Partial<Parameters<typeof deploy>[0]> {
  /** A publishing token that is kept elsewhere. */
  token?: string;
  /** Whether Cloudflare builds it. */
  isChosen?: boolean;
}

/** Runs `npm run deploy` from a checkout: wrangler itself, and its real requests. Publishes nothing unless told what. */
export async function deployFrom(
  root: string,
  { token, isChosen = false, ...options }: Options = {},
): Promise<Ended> {
  const printed: string[] = [];
  try {
    await deploy(
      { content: join(root, "content"), empty: options.content === undefined, ...options },
      {
        repoRoot: root,
        print: (line) => printed.push(line),
        token,
        isChosen,
        mayAsk: false,
        patienceMs: 10_000,
        pauseMs: 10,
      },
    );
    return { failure: null, printed };
  } catch (error) {
    // Anything else is a bug of this program.
    expect(error).toBeInstanceOf(CliError);
    return { failure: error instanceof Error ? error.message : "", printed };
  }
}
