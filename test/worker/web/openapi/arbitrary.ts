import type { Schema } from "@cfworker/json-schema";
import * as fc from "fast-check";

const LOOKAHEAD = /\(\?![^)]*\)/g;
type Part = NonNullable<Schema["items"]>;

/** Lists and names in one value: requests are to be many, not long. */
const MOST = 3;

/**
 * Values that conform to a schema, as far as the description's schemas go.
 *
 * @param defs what `$ref` leads to
 */
export function valuesOf(schema: Schema, defs: Record<string, Schema>): fc.Arbitrary<unknown> {
  const of = (part: Part): fc.Arbitrary<unknown> =>
    typeof part === "object" && !Array.isArray(part) ? valuesOf(part, defs) : fc.jsonValue();
  if (schema.$ref !== undefined) return of(defs[schema.$ref.replace("#/$defs/", "")] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => of(one)));
  switch (schema.type) {
    case "object":
      return objects(schema, of);
    case "array": {
      const { minItems = 0, maxItems = Infinity } = schema;
      const maxLength = Math.min(maxItems, minItems + MOST);
      return fc.array(of(schema.items ?? {}), { minLength: minItems, maxLength });
    }
    case "string":
      return texts(schema);
    case "integer":
      return fc.integer(range(schema));
    case "number":
      return fc.double({ ...range(schema), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case undefined:
      return fc.jsonValue({ maxDepth: 1 });
    default:
      throw new Error(`no values of ${JSON.stringify(schema)}`);
  }
}

function range({ minimum, maximum }: Schema) {
  return {
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: Math.min(maximum, 2 ** 31 - 1) }),
  };
}

function objects(
  {
    properties = {},
    required = [],
    additionalProperties,
    patternProperties = {},
    propertyNames,
  }: Schema,
  of: (part: Part) => fc.Arbitrary<unknown>,
): fc.Arbitrary<object> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [name, of(part)]),
  );
  const known = fc.record(members, { requiredKeys: required });
  const more = Object.entries(patternProperties).map(([pattern, part]) =>
    fc.dictionary(fc.stringMatching(new RegExp(pattern)), of(part), { maxKeys: 2 }),
  );
  if (typeof additionalProperties === "object") {
    const names = texts(propertyNames ?? { type: "string" });
    more.push(fc.dictionary(names, of(additionalProperties), { maxKeys: MOST }));
  }
  return fc.tuple(known, ...more).map((parts) => Object.assign({}, ...parts) as object);
}

function texts({
  pattern,
  format,
  minLength = 0,
  maxLength = Infinity,
}: Schema): fc.Arbitrary<string> {
  const fits = (text: string): boolean =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, "u").test(text));
  if (format === "date-time") {
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (pattern !== undefined && pattern.startsWith("^")) {
    return fc.stringMatching(new RegExp(pattern.replace(LOOKAHEAD, ""))).filter(fits);
  }
  return fc.string({ unit: "grapheme", maxLength: Math.min(maxLength, 40) }).filter(fits);
}

/** A value with something wrong in it: where, and what it has become. */
interface Wrong {
  at: string;
  value: unknown;
}

const OTHERS: unknown[] = [null, true, -7.5, "\u0000", [], {}, [[]], { "": 0 }];

/**
 * A value, each time with one thing in it that is another: a member that is missing, or one that nobody knows, or
 * something of another type. They need not be wrong.
 */
export function variants(value: unknown, at = ""): Wrong[] {
  const here = OTHERS.map((other) => ({ at, value: other }));
  if (Array.isArray(value)) {
    const inside = value.flatMap((item, i) =>
      variants(item, `${at}/${i}`).map((wrong) => ({
        ...wrong,
        value: value.with(i, wrong.value),
      })),
    );
    return [...here, ...inside];
  }
  if (typeof value !== "object" || value === null) return here;
  const entries = Object.entries(value);
  const inside = entries.flatMap(([name, part]) => {
    const { [name]: _, ...rest } = value as Record<string, unknown>;
    const other = variants(part, `${at}/${name}`).map((wrong) => ({
      ...wrong,
      value: { ...value, [name]: wrong.value },
    }));
    return [{ at: `${at}/${name} (missing)`, value: rest }, ...other];
  });
  return [...here, { at: `${at}/unknown`, value: { ...value, unknown: 1 } }, ...inside];
}
