import { type Schema, Validator } from "@cfworker/json-schema";
import type { OpenApiDocument } from "../../../../src/web/openapi/document.ts";
import type { Operation, Part } from "../../../../src/web/openapi/parts.ts";

/** An operation, with its method and address. */
export interface Described extends Operation {
  method: "GET" | "PUT" | "POST";
  path: string;
}

/** A body or answer of one type. */
interface Media {
  schema: Schema;
  example?: unknown;
}

const JSON_TYPE = /^application\/(?:.+\+)?json$/;

/** All operations of a description. */
export function operationsOf({ paths }: OpenApiDocument): Described[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([name, operation]) => {
      const method = name.toUpperCase();
      if (method !== "GET" && method !== "PUT" && method !== "POST") throw new Error(method);
      return { ...operation, method, path };
    }),
  );
}

/** Types → bodies of an operation. */
export function bodiesOf({ requestBody }: Operation): Record<string, Media> {
  return contentOf(requestBody ?? {});
}

/** Holds answers against a description. */
export class Checker {
  readonly #document: OpenApiDocument;
  readonly #defs: Record<string, Schema>;

  constructor(document: OpenApiDocument) {
    this.#document = document;
    this.#defs = withLocalRefs(document.components.schemas) as Record<string, Schema>;
  }

  /** A schema of the description by itself: what it refers to is in its `$defs`. */
  complete(schema: Schema): Schema {
    return { ...(withLocalRefs(schema) as Schema), $defs: this.#defs };
  }

  /** What keeps a value from conforming to a schema of the description. */
  mistakes(schema: Schema, value: unknown): string[] {
    const { errors } = new Validator(this.complete(schema), "2020-12", false).validate(value);
    return errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
  }

  /** What in an answer is not as an operation's description says. */
  async complaints(operation: Operation, response: Response): Promise<string[]> {
    const described = operation.responses[response.status];
    if (!described) return [`the status ${response.status} is not described`];
    return [
      ...this.#aboutHeaders(described, response),
      ...(await this.#aboutBody(described, response)),
    ];
  }

  #aboutHeaders({ headers = {} }: Part, response: Response): string[] {
    return Object.entries(headers as Record<string, Part>).flatMap(([name, part]) => {
      const { required, schema } = this.#header(name, part);
      const value = response.headers.get(name);
      if (value === null) return required === true ? [`the header ${name} is missing`] : [];
      return this.mistakes(schema as Schema, value).map((why) => `the header ${name}: ${why}`);
    });
  }

  #header(name: string, part: Part): Part {
    if (part.$ref === undefined) return part;
    const found = this.#document.components.headers[name];
    if (part.$ref !== `#/components/headers/${name}` || !found) throw new Error(String(part.$ref));
    return found as Part;
  }

  async #aboutBody(described: Part, response: Response): Promise<string[]> {
    const content = contentOf(described);
    // Pictures too, of which no more is looked at than whether there is one.
    const text = new TextDecoder().decode(await response.arrayBuffer());
    const given = (response.headers.get("Content-Type") ?? "").split(";")[0]?.toLowerCase() ?? "";
    if (Object.keys(content).length === 0) {
      return text === "" ? [] : ["there is a body where none is described"];
    }
    const media = content[given] ?? content[`${given.split("/")[0]}/*`];
    if (!media) return [`the type ${given} is not described`];
    if (text === "") return ["the body is empty"];
    if (given === "text/html") {
      return /^<!doctype html>/i.test(text) ? [] : ["the page does not begin as one"];
    }
    if (!JSON_TYPE.test(given)) return [];
    return this.mistakes(media.schema, JSON.parse(text));
  }
}

function contentOf({ content = {} }: Part): Record<string, Media> {
  return content as Record<string, Media>;
}

function withLocalRefs(part: unknown): unknown {
  return JSON.parse(JSON.stringify(part).replaceAll("#/components/schemas/", "#/$defs/"));
}
