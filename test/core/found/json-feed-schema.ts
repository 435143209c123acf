import type { Schema } from "@cfworker/json-schema";

const text: Schema = { type: "string", minLength: 1 };
const address: Schema = { type: "string", format: "uri", pattern: "^https?://" };
const time: Schema = { type: "string", format: "date-time" };
const authors: Schema = {
  type: "array",
  minItems: 1,
  items: {
    type: "object",
    properties: { name: text, url: address, avatar: address },
    minProperties: 1,
    additionalProperties: false,
  },
};

/** JSON Feed 1.1 (jsonfeed.org/version/1.1), without extensions. */
export const JSON_FEED_SCHEMA: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: ["version", "title", "items"],
  properties: {
    version: { const: "https://jsonfeed.org/version/1.1" },
    title: text,
    home_page_url: address,
    feed_url: address,
    description: text,
    language: { type: "string", pattern: "^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$" },
    authors,
    items: {
      type: "array",
      items: {
        type: "object",
        required: ["id"],
        anyOf: [{ required: ["content_html"] }, { required: ["content_text"] }],
        properties: {
          id: text,
          url: address,
          title: text,
          content_html: { type: "string" },
          content_text: { type: "string" },
          summary: text,
          image: address,
          date_published: time,
          date_modified: time,
          authors,
          tags: { type: "array", minItems: 1, uniqueItems: true, items: text },
          language: text,
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};
