import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import type { JsonSchema } from "@valibot/to-json-schema";

type Document = Record<string, unknown> & {
  components: { schemas: Record<string, JsonSchema> };
};

// By its address alone: what it imports has types of the Worker, which tests on Node do not know.
const MODULE = "../../../src/web/openapi/document.ts";
const { openApiDocument }: { openApiDocument: () => Document } = await import(MODULE);

test("the description is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(openApiDocument());
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("a description with a mistake in it is not", async () => {
  const document = openApiDocument();
  const { valid } = await new Validator().validate({ ...document, paths: { polls: {} } });
  expect(valid).toBe(false);
});

test("every reference leads to a part of the description", () => {
  const document = openApiDocument();
  const references = new Set<string>();
  JSON.stringify(document, (key, value: unknown) => {
    if (key === "$ref" && typeof value === "string") references.add(value);
    return value;
  });
  expect(references.size).toBeGreaterThan(30);
  for (const reference of references) {
    const steps = reference.replace(/^#\//, "").split("/");
    const found = steps.reduce<unknown>((at, step) => Reflect.get(Object(at), step), document);
    expect(found, reference).toBeTypeOf("object");
  }
});

test("every schema is used", () => {
  const document = openApiDocument();
  const text = JSON.stringify(document);
  const unused = Object.keys(document.components.schemas).filter(
    (name) => !text.includes(`"#/components/schemas/${name}"`),
  );
  expect(unused).toEqual([]);
});

test("what a check asks for beyond JSON Schema is told in words", () => {
  const { Poll, Article } = openApiDocument().components.schemas;
  const text = JSON.stringify([Poll, Article]);
  expect(text).toContain("Must not use the same id twice.");
  expect(text).toContain("Must be a date such as 2026-10-05 or a date-time with its zone");
});
