import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** How long to wait for another process's installation: its process id may have been reused by another program. */
const PATIENCE_MS = 15 * 60_000;
const LOOK_AGAIN_MS = 200;

/**
 * Takes a lock between processes: a folder that holds one file, named by process id, for each process that works under
 * it. The folder is moved into place with its first file inside, so it is never seen without a holder. The file of a
 * process that died is removed by name, which can't hit the lock of a later holder; anybody may take a folder without
 * files.
 *
 * @param {string} folder the lock, in a folder of its own so that it may be deleted by hand
 * @param {(pid: number) => void} onWait called once if another process holds it
 * @returns {Promise<{ add: (pid: number) => void, release: () => void }>} `add` names another process whose life keeps
 *   the lock, `release` gives it up
 */
export async function takeLock(folder, onWait) {
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  writeFileSync(join(fresh, String(process.pid)), "");
  try {
    let told = false;
    for (let waited = 0; !moveTo(fresh, folder); waited += LOOK_AGAIN_MS) {
      const holder = liveHolder(folder);
      if (waited > PATIENCE_MS) {
        const who = holder === null ? "somebody" : `process ${holder}`;
        throw new Error(
          `${who} has been installing for too long. If nobody is, delete ${folder} and try again.`,
        );
      }
      if (holder === null) continue;
      if (!told) onWait(holder);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  const held = [process.pid];
  return {
    add(pid) {
      held.push(pid);
      writeFileSync(join(folder, String(pid)), "");
    },
    release() {
      for (const pid of held) rmSync(join(folder, String(pid)), { force: true });
      removeEmpty(folder);
    },
  };
}

/** Succeeds only if the target is missing or an empty folder: a folder with files in it makes it fail. */
function moveTo(from, to) {
  // On Windows, a rename needs a missing target.
  removeEmpty(to);
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    // The last two are Windows's codes for this; on other systems they would have failed mkdir before.
    if (["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(error.code)) return false;
    throw error;
  }
}

/** The process that holds the lock; `null` if all holders are gone, after removing what they left. */
function liveHolder(folder) {
  for (const name of listFiles(folder)) {
    if (isRunning(Number(name))) return Number(name);
    rmSync(join(folder, name), { force: true });
  }
  return null;
}

function isRunning(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function listFiles(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // Another process holds it, or it doesn't exist.
  }
}
