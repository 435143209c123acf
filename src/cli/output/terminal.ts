import { styleText } from "node:util";
import type { Env } from "../local/local.ts";

/** A text style, for terminals that support it. */
export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** Styles text, or returns it unchanged. */
export type Paint = (style: Style, text: string) => string;

/** A destination for text: a stream of a process, or a stand-in. */
interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
}

/** What the command line uses of the process that it runs in. */
export interface Surroundings {
  stdout: Sink;
  stderr: Sink;
  env: Env;
  /** The user's current folder: paths are relative to it, in arguments and in output. */
  cwd: string;
}

/** What a command writes to, and the environment in which it was called. */
export interface Output {
  env: Env;
  cwd: string;
  /** Prints the command's result. With `--json`, the answer states it instead. */
  print: (line: string) => void;
  /** Prints progress. With `--json`, it goes to stderr. */
  progress: (line: string) => void;
  /** Styles for printed text. */
  paint: Paint;
  /** Whether the answer is one JSON document. */
  json: boolean;
}

/**
 * Whether a stream takes colours. FORCE_COLOR is checked before NO_COLOR, as in Node itself; `--no-color` precedes
 * both.
 */
export function takesColour(stream: { isTTY?: boolean }, env: Env, refused: boolean): boolean {
  if (refused) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb") return false;
  return stream.isTTY === true;
}

/** Returns a `Paint` that applies styles only if the stream takes colours. */
export function paintFor(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/** Builds a command's output for the process around it. */
export function outputTo(
  { stdout, stderr, env, cwd }: Surroundings,
  { json, noColour }: { json: boolean; noColour: boolean },
): Output {
  const toErr = (line: string): void => writeLine(stderr, line);
  const toOut = (line: string): void => writeLine(stdout, line);
  return {
    env,
    cwd,
    print: json ? () => undefined : toOut,
    progress: json ? toErr : toOut,
    paint: paintFor(takesColour(stdout, env, noColour)),
    json,
  };
}

/** Writes a line. */
export function writeLine(sink: Sink, line: string): void {
  sink.write(`${line}\n`);
}
