import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cutSlots, slotMarker, type SlottedPage } from "../../../src/core/content/slots.ts";

const unicode = fc.string({ unit: "binary", maxLength: 40 }).filter((text) => text.isWellFormed());
const name = fc.oneof(
  fc.constant("polls"),
  fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/).map((id) => `poll:${id}`),
);
const none = (): string => "";
const utf8 = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

/** The page as the Worker sends it, with `content` in each slot. */
function filled(page: SlottedPage, content: (name: string) => string): string {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const slot of page.slots) {
    parts.push(page.bytes.subarray(from, slot.at), Buffer.from(content(slot.name)));
    from = slot.at;
  }
  parts.push(page.bytes.subarray(from, page.length));
  return Buffer.concat(parts).toString("utf8");
}

test("gives the page back when contents are put at the offsets", () => {
  const between = fc.array(fc.tuple(name, unicode), { maxLength: 12 });
  fc.assert(
    fc.property(unicode, between, unicode, (start, rest, content) => {
      const html = start + rest.map(([slot, text]) => slotMarker(slot) + text).join("");
      const page = cutSlots(html, none);
      expect(page.slots.map((slot) => slot.name)).toEqual(rest.map(([slot]) => slot));
      expect(filled(page, slotMarker)).toBe(html);
      expect(filled(page, (slot) => slot + content)).toBe(
        start + rest.map(([slot, text]) => slot + content + text).join(""),
      );
    }),
    { numRuns: 500 },
  );
});

test("gives any text back, with pieces of markers and whole ones in it", () => {
  const piece = fc.constantFrom(
    ..."<!--slot poll:a--> <!--slot  <!--slot <!-- slot x-->|-->|poll:b|<|é|𝄞|\n|".split("|"),
    slotMarker("polls"),
    slotMarker("poll:z-9"),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, unicode), { maxLength: 12 }), (pieces) => {
      const html = pieces.join("");
      expect(filled(cutSlots(html, none), slotMarker)).toBe(html);
    }),
    { numRuns: 500 },
  );
});

test("measures offsets in bytes, not in characters", () => {
  const page = cutSlots(`é€𝄞${slotMarker("poll:a")}ü${slotMarker("polls")}.`, none);
  expect(page.slots.map(({ at, name: slot }) => [at, slot])).toEqual([
    [9, "poll:a"],
    [11, "polls"],
  ]);
  expect(page.length).toBe(12);
  expect(utf8(page.bytes)).toBe("é€𝄞ü.");
});

test("leaves a page without slots as it is", () => {
  const page = cutSlots("<p>täglich</p>", () => "never");
  expect(page.slots).toEqual([]);
  expect(utf8(page.bytes)).toBe("<p>täglich</p>");
  expect(page.length).toBe(page.bytes.length);
});

test("takes an empty page, and one that is a slot alone", () => {
  expect(cutSlots("", none)).toEqual({ bytes: new Uint8Array(), length: 0, slots: [] });
  const page = cutSlots(slotMarker("polls"), () => "ab");
  expect(page.slots).toEqual([{ at: 0, name: "polls", from: 0, to: 2 }]);
  expect(page.length).toBe(0);
});

test("keeps slots that stand side by side apart, in their order", () => {
  const page = cutSlots(`x${slotMarker("poll:a")}${slotMarker("poll:b")}y`, none);
  expect(page.slots.map(({ at, name: slot }) => [at, slot])).toEqual([
    [1, "poll:a"],
    [1, "poll:b"],
  ]);
});

test("puts each slot's fallback behind the page, outside of its length", () => {
  const html = fc.array(fc.tuple(unicode, name), { maxLength: 8 });
  fc.assert(
    fc.property(html, unicode, (parts, wording) => {
      const fallback = (slot: string): string => (slot === "polls" ? "" : `${wording}${slot}`);
      const source = parts.map(([text, slot]) => text + slotMarker(slot)).join("");
      const page = cutSlots(source, fallback);
      expect(utf8(page.bytes.subarray(0, page.length))).toBe(parts.map(([t]) => t).join(""));
      let end = page.length;
      for (const slot of page.slots) {
        expect(slot.from).toBe(end);
        expect(utf8(page.bytes.subarray(slot.from, slot.to))).toBe(fallback(slot.name));
        end = slot.to;
      }
      expect(page.bytes).toHaveLength(end);
    }),
  );
});

test.each([
  "<!-- slot poll:a -->",
  "<!--slot poll:a -->",
  "<!--slot -->",
  "<!--SLOT poll:a-->",
  "<!--slot POLL-->",
  '<!--slot poll:"-->',
  "&lt;!--slot poll:a--&gt;",
])("takes %s for text", (html) => {
  const page = cutSlots(html, none);
  expect(page.slots).toEqual([]);
  expect(utf8(page.bytes)).toBe(html);
});

test("cuts the same page in the same way each time", () => {
  const html = `a${slotMarker("poll:x")}b${slotMarker("poll:y")}`;
  expect(cutSlots(html, none)).toEqual(cutSlots(html, none));
});
