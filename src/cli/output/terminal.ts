import { styleText } from "node:util";
import type { Env } from "../local/local.ts";

/** How a piece of text is shown, where there is a terminal that shows it. */
export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** Gives text a style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Where text goes: a stream of a process, or what stands in for one. */
interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
}

/** What the command line has of the process that it runs in. */
export interface Surroundings {
  stdout: Sink;
  stderr: Sink;
  env: Env;
  /** The user's current folder: paths are meant, and shown, from there. */
  cwd: string;
}

/** What a command tells and how, and where it is called from. */
export interface Output {
  env: Env;
  cwd: string;
  /** What the command is asked for. With `--json` its answer says it instead. */
  print: (line: string) => void;
  /** How far it has come. With `--json` it goes to stderr. */
  progress: (line: string) => void;
  /** Styles for what is printed. */
  paint: Paint;
  /** Whether the answer is one JSON document. */
  json: boolean;
}

/**
 * Whether a stream takes colours. FORCE_COLOR and NO_COLOR are asked in this order, as Node itself does; `--no-color`
 * comes before both.
 */
export function takesColour(stream: { isTTY?: boolean }, env: Env, refused: boolean): boolean {
  if (refused) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb") return false;
  return stream.isTTY === true;
}

/** Paints where a stream takes colours. */
export function paintFor(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/** How a command writes to what is around it. */
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
