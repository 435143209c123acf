import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./errors.ts";

/**
 * Keeps a second server from writing to the same state: two would each believe that they alone count.
 *
 * @returns what to call at the end
 * @throws CliError where a running server holds it
 */
export async function holdState(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, "server.pid");
  for (;;) {
    try {
      await writeFile(file, `${process.pid}\n`, { flag: "wx" });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    if (holder > 0 && holder !== process.pid && isRunning(holder)) {
      throw new CliError(
        `The state in ${folder} is in use by the server with process id ${holder}. Stop that one, or keep this one's state elsewhere with --persist-to DIR.`,
      );
    }
    // Its server was killed: nobody holds it.
    await rm(file, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
