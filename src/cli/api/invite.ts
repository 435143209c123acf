import { randomBytes } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { codeDigest, writeCode } from "../../core/polls/invitation-code.ts";
import { csv } from "../../core/results/csv.ts";
import { Api } from "./client.ts";
import { CliError } from "../output/errors.ts";
import type { Target } from "../local/local.ts";
import { messageOf } from "../content/source.ts";

const PER_REQUEST = 1000;
const MOST = 100_000;

/** How the codes are delivered. `csv`: a table; `html`: slips to print and cut. */
interface InviteOptions {
  poll: string;
  count: number;
  out: string | undefined;
  print: (line: string) => void;
}

/** The codes that were made, except those written into a file. */
interface Invited {
  poll: string;
  count: number;
  out: string | null;
  codes?: Link[];
}

/**
 * Makes one-time codes for a poll with `guard: invited`. The site gets only their digests, so its stores contain no
 * codes. The file is written before the first code becomes valid, and gets its final name when all codes are valid: a
 * crash in between leaves a `.partial` file, some of whose codes may be valid.
 *
 * @throws CliError if the site refuses, or the file can't be written
 */
export async function invite(target: Target, options: InviteOptions): Promise<Invited> {
  const { poll, count, out, print } = options;
  if (!Number.isInteger(count) || count < 1 || count > MOST) {
    throw new CliError(`--count takes a whole number from 1 to ${MOST}`, 2);
  }
  const codes = Array.from({ length: count }, () => writeCode(randomBytes(16)));
  const links = codes.map((code) => ({ code, url: `${target.to}/polls/${poll}?code=${code}` }));
  const text = out?.endsWith(".html") === true ? slips(poll, links) : table(links);
  if (out !== undefined) await write(`${out}.partial`, text);
  const api = new Api(target.to, target.token, target.by);
  for (let at = 0; at < count; at += PER_REQUEST) {
    const hashes = codes.slice(at, at + PER_REQUEST).map((code) => codeDigest(poll, code));
    const path = `/api/polls/${encodeURIComponent(poll)}/acts`;
    await api.send("POST", path, { act: "invite", hashes });
  }
  if (out === undefined) {
    print(text.trimEnd());
    return { poll, count, out: null, codes: links };
  }
  await rename(`${out}.partial`, out);
  print(`${count} ${count === 1 ? "code" : "codes"} for ${poll} in ${out}. Each takes one ballot.`);
  return { poll, count, out };
}

interface Link {
  code: string;
  url: string;
}

function table(links: readonly Link[]): string {
  return csv([["code", "address"], ...links.map(({ code, url }) => [code, url])]);
}

/** A page to print, with three columns of slips. Ids and codes contain no characters that HTML needs escaped. */
function slips(poll: string, links: readonly Link[]): string {
  const cells = links.map(
    ({ code, url }) => `<li><strong>${code}</strong><span>${escape(url)}</span></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Codes for ${poll}</title>
<style>
  body { margin: 10mm; font: 9pt/1.3 system-ui, sans-serif }
  ul { display: grid; grid-template-columns: repeat(3, 1fr); margin: 0; padding: 0; list-style: none }
  li { padding: 5mm 3mm; border: 0.2mm dashed #888; break-inside: avoid; overflow-wrap: anywhere }
  strong { display: block; font: 600 12pt/1.4 ui-monospace, monospace }
</style>
<ul>
${cells.join("\n")}
</ul>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new CliError(`${file} can't be written: ${messageOf(error)}`);
  }
}
