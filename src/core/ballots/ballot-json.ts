import * as v from "valibot";

const ANSWERS = 'must be an object such as {"question-id":["option-id"]}';
const CHOICES = "must be a list of option ids";

const choices = v.array(v.string(CHOICES), CHOICES);
const words = v.string("must be text");

/** An object with arbitrary keys. Valibot's `record` alone would accept an array. */
function named<S extends v.GenericSchema>(value: S, message: string) {
  return v.pipe(v.custom<Record<string, unknown>>(isObject, message), v.record(v.string(), value));
}

/** A vote's sequence number: a positive integer. */
export function voteNumber(message: string) {
  return v.pipe(v.number(message), v.safeInteger(message), v.minValue(1, message));
}

/** The credentials of a voter: members of a JSON request. */
export const credentialEntries = {
  code: v.pipe(
    v.nullish(words),
    v.description("The code of an invitation: 16 letters and digits."),
  ),
  token: v.pipe(
    v.nullish(words),
    v.description("A member's signed token (JWT), where no Authorization carries it."),
  ),
};

/** A ballot as JSON. Unknown members are ignored. */
export const ballotSchema = v.pipe(
  v.custom<Record<string, unknown>>(isObject, "must be a JSON object with answers"),
  v.looseObject(
    {
      answers: v.pipe(
        named(choices, ANSWERS),
        v.description("Question → options; of a ranked question, in order of preference."),
      ),
      texts: v.pipe(
        v.nullish(named(words, 'must be an object such as {"question-id":"text"}')),
        v.description("Question → the voter's own words for the option that asks for them."),
      ),
      audience: v.pipe(
        v.nullish(words),
        v.description("An audience of the site, or “other”; left out: not said."),
      ),
      revises: v.pipe(
        v.nullish(voteNumber("must be the number of the vote that this one takes the place of")),
        v.description(
          "The number (seq) of the voter's present vote, which this one is meant to take the place of.",
        ),
      ),
      ...credentialEntries,
    },
    // The message for a missing member: only the answers are required.
    ANSWERS,
  ),
);

/** A ballot's members, parsed but not yet checked against a poll. */
interface JsonBallot {
  answers: [question: string, options: string[]][];
  texts: [question: string, text: string][];
  audience: string | null;
}

/** What is wrong with a ballot, and the form field that it concerns. */
interface JsonProblem {
  field: string;
  message: string;
}

/** Parses a ballot from a JSON value. Inherited members are ignored. */
export function readBallotJson(value: unknown): JsonBallot | JsonProblem {
  // A copy without inherited members.
  const own = isObject(value) ? Object.fromEntries(Object.entries(value)) : null;
  const parsed = v.safeParse(ballotSchema, own, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const [member, question] = (issue.path ?? []).map(({ key }) => String(key));
    return { field: fieldOf(member ?? "body", question), message: issue.message };
  }
  const { answers, texts, audience } = parsed.output;
  const given = entriesOf("answers", choices, answers, own?.answers);
  if ("message" in given) return given;
  const said = entriesOf("texts", words, texts ?? {}, own?.texts);
  return "message" in said ? said : { answers: given, texts: said, audience: audience ?? null };
}

/**
 * All own entries of an object that Valibot has parsed. Valibot skips the keys `__proto__`, `prototype` and
 * `constructor`, but `prototype` is a valid question id, so skipped members are parsed here.
 */
function entriesOf<T>(
  member: "answers" | "texts",
  schema: v.GenericSchema<unknown, T>,
  read: Record<string, T>,
  sent: unknown,
): [string, T][] | JsonProblem {
  const entries: [string, T][] = [];
  for (const [question, value] of Object.entries(isObject(sent) ? sent : {})) {
    const known = Object.hasOwn(read, question) ? read[question] : undefined;
    if (known !== undefined) {
      entries.push([question, known]);
      continue;
    }
    const { success, output, issues } = v.safeParse(schema, value);
    if (!success) return { field: fieldOf(member, question), message: issues[0].message };
    entries.push([question, output]);
  }
  return entries;
}

function fieldOf(member: string, question: string | undefined): string {
  if (question === undefined) return member;
  return `${member === "answers" ? "q" : "t"}.${question}`;
}

/** Whether a JSON value is an object and not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
