import { utf8ToBytes as encodeUtf8 } from "@noble/hashes/utils.js";

/** A place in a page where live content goes. */
export interface Slot {
  /** Byte offset in the page at which the live content goes. */
  at: number;
  /** What goes there: `poll:<id>`, `voted:<audience>:<poll>`, `open-polls`, `polls` (`polls:2`, …) for a list of all. */
  name: string;
  /** Bytes of the stored value, `from` to `to`, to send where the live content cannot be had. */
  from: number;
  to: number;
}

/** A page cut at its slots. `bytes` is the page without slots, then each slot's fallback. */
export interface SlottedPage {
  bytes: Uint8Array<ArrayBuffer>;
  /** How many of `bytes` are the page itself. */
  length: number;
  slots: Slot[];
}

const MARKER = /<!--slot ([a-z0-9:-]+)-->/g;

/**
 * The marker that a view writes where a slot is. No text of an article can hold one: every `<` of a
 * text or an attribute is escaped before.
 */
export function slotMarker(name: string): string {
  return `<!--slot ${name}-->`;
}

/**
 * Takes the markers out of a rendered page.
 *
 * @param html a page with slot markers
 * @param fallback what to send in a slot's place when the live content cannot be had
 */
export function cutSlots(html: string, fallback: (name: string) => string): SlottedPage {
  const parts: Uint8Array[] = [];
  const slots: Slot[] = [];
  let length = 0;
  const add = (text: string): void => {
    const bytes = encodeUtf8(text);
    parts.push(bytes);
    length += bytes.length;
  };
  let start = 0;
  for (const match of html.matchAll(MARKER)) {
    add(html.slice(start, match.index));
    start = match.index + match[0].length;
    slots.push({ at: length, name: match[1] ?? "", from: 0, to: 0 });
  }
  add(html.slice(start));
  const pageLength = length;
  for (const slot of slots) {
    slot.from = length;
    add(fallback(slot.name));
    slot.to = length;
  }
  return { bytes: concat(parts, length), length: pageLength, slots };
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
