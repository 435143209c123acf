import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Lets a server of a test listen on a free port of this machine. Returns its address, without a slash at the end. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
