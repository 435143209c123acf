import * as v from "valibot";

/** A member of a document, and what its schema says of it. */
export interface Member {
  /** `questions[].options[].votes`; `*` stands for any key. */
  path: string;
  /** Empty where the schema says nothing. */
  what: string;
}

/** What a schema may be made of. */
interface Parts {
  entries?: Record<string, v.GenericSchema>;
  item?: v.GenericSchema;
  value?: v.GenericSchema;
  wrapped?: v.GenericSchema;
}

/** All members of the documents that a schema describes, each with its description, in the schema's order. */
export function schemaMembers(schema: v.GenericSchema): Member[] {
  return membersOf(schema, "");
}

function membersOf(schema: v.GenericSchema, path: string): Member[] {
  const { entries, item, value, wrapped } = schema as v.GenericSchema & Parts;
  if (wrapped) return membersOf(wrapped, path);
  if (item) return membersOf(item, `${path}[]`);
  if (value) return membersOf(value, `${path}.*`);
  return Object.entries(entries ?? {}).flatMap(([key, part]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [{ path: at, what: v.getDescription(part) ?? "" }, ...membersOf(part, at)];
  });
}
