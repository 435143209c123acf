import { run } from "./run.ts";

// The process around the command line: its streams, and its end.
const streams = [process.stdout, process.stderr];
// Whoever reads our output may have enough of it (`| head -1`): the command then runs to its end without being heard,
// so that a publish is not left half done.
for (const stream of streams) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
const { stdout, stderr, env } = process;
const code = await run(process.argv.slice(2), { stdout, stderr, env, cwd: process.cwd() });
// process.exit() would cut off what has not left this process yet.
for (const stream of streams) await new Promise<void>((done) => stream.write("", () => done()));
process.exit(code);
