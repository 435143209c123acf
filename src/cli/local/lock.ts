import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sha256Hex } from "../../core/digest.ts";
import { CliError } from "../output/errors.ts";

/**
 * Keeps a second server from writing to the same state: each would assume that it is the only one counting. The lock is
 * a socket on which this process listens. However the process ends, the lock ends with it; a file with a process id
 * would remain.
 *
 * @returns releases the lock
 * @throws CliError if a running server holds it
 */
export async function holdState(folder: string): Promise<() => Promise<void>> {
  const name = `hustings-${sha256Hex(resolve(folder)).slice(0, 16)}`;
  const windows = process.platform === "win32";
  const path = windows ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  for (;;) {
    const server = await listen(path);
    if (server) {
      return () =>
        new Promise((done) => {
          server.close(() => done());
        });
    }
    if (await answers(path)) {
      throw new CliError(
        `The state in ${folder} is in use by another server. Stop that one, or keep this one's state elsewhere: --persist-to DIR`,
      );
    }
    // Its server was killed, and only the socket's file is left.
    await rm(path, { force: true });
  }
}

function listen(path: string): Promise<Server | null> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") done(null);
      else fail(error);
    });
    server.listen(path, () => done(server));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path, () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });
}
