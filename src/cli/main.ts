import { run } from "./run.ts";

// The process around the command line: its streams and its exit.
const streams = [process.stdout, process.stderr];
// The reader of our output may close it early (`| head -1`). The command then runs to its end without output, so that a
// publish is not left half done.
for (const stream of streams) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
const { stdout, stderr, env } = process;
const code = await run(process.argv.slice(2), { stdout, stderr, env, cwd: process.cwd() });
// process.exit() would cut off output that has not been flushed yet.
for (const stream of streams) await new Promise<void>((done) => stream.write("", () => done()));
process.exit(code);
