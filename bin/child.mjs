import { spawn } from "node:child_process";
import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program in the foreground and waits until it exits, whatever signal arrives, so that nothing is left behind.
 * Signals are passed on, except Ctrl-C: a terminal sends it to the program as well, and many tools take a second one as
 * "now, without cleaning up".
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} options those of node:child_process's spawn, and `onSpawn(child)`, called once it runs
 * @returns {Promise<number>} its exit code; 128 + n if signal n ended it
 * @throws the system's error if it can't be started
 */
export async function runChild(command, args, { onSpawn, ...options }) {
  const child = spawn(command, args, { stdio: "inherit", ...options });
  const inTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  const passOn = (signal) => {
    if (signal !== "SIGINT" || !inTerminal) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  const watch = watchParent(() => child.kill("SIGTERM"));
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) =>
        resolve(code ?? 128 + (constants.signals[signal] ?? 0)),
      );
      if (child.pid !== undefined) onSpawn?.(child);
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, passOn);
    clearInterval(watch);
  }
}

/** npm passes a signal only to its shell, which exits without telling us. We then have another parent. */
function watchParent(gone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) gone();
  }, 250).unref();
}
