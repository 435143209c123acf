import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sha256Hex } from "../../core/digest.ts";
import { CliError } from "../output/errors.ts";

/**
 * Keeps a second server from writing to the same state: two would each believe that they alone count.
 * The lock is a socket on which this process listens: it is gone when the process is, however it ends,
 * which a file with a process id in it is not.
 *
 * @returns what to call at the end
 * @throws CliError where a running server holds it
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
    // Its server was killed: the socket's file is all that is left of it.
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
