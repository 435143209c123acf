import { styleText } from "node:util";

/** How a piece of text is shown, where there is a terminal that shows it. */
export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** Gives text a style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** What a command tells, and how. */
export interface Output {
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
export function takesColour(
  stream: { isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  refused: boolean,
): boolean {
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

/** The output of this process. */
export function processOutput(options: { json: boolean; noColour: boolean }): Output {
  const { json, noColour } = options;
  const toErr = (line: string): void => write(process.stderr, line);
  const toOut = (line: string): void => write(process.stdout, line);
  return {
    print: json ? () => undefined : toOut,
    progress: json ? toErr : toOut,
    paint: paintFor(takesColour(process.stdout, process.env, noColour)),
    json,
  };
}

/** Writes a line. */
export function write(stream: NodeJS.WriteStream, line: string): void {
  stream.write(`${line}\n`);
}

/**
 * Whoever reads our output may have enough of it (`| head -1`): then the command comes to its end without it, and a
 * publish is not left half done.
 */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** Waits until what was written has left this process. */
export async function flushed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((done) => stream.write("", () => done()));
  }
}
