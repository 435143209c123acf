import { rm, stat } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { CliError } from "../output/errors.ts";

/**
 * Keeps a second server from writing to the same state: each would assume that it is the only one counting. The lock is
 * a socket on which this process listens. However the process ends, the lock ends with it; a file with a process id
 * would remain. The socket is named by the folder's number in the file system, and is always in the same place: neither
 * another path to the folder nor another TMPDIR leads past it.
 *
 * @param folder must exist
 * @returns releases the lock
 * @throws CliError if a running server holds it
 */
export async function holdState(folder: string): Promise<() => Promise<void>> {
  const { dev, ino } = await stat(folder, { bigint: true });
  const name = `hustings-${dev.toString(36)}-${ino.toString(36)}`;
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : `/tmp/${name}.sock`;
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
