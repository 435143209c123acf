import { utf8ToBytes as encodeUtf8 } from "@noble/hashes/utils.js";

/** A place in a stored page that is filled with live content. */
export interface Slot {
  /** Byte offset in the page. */
  at: number;
  /** `poll:<id>`, `voted:<audience>:<poll>`, `open-polls`, or `polls` (`polls:2`, …) for the list of all polls. */
  name: string;
  /** The bytes of the stored value, `from` to `to`, to send if the live content is unavailable. */
  from: number;
  to: number;
}

/** A page split at its slots. `bytes` holds the page without slots, followed by the fallback of each slot. */
export interface SlottedPage {
  bytes: Uint8Array<ArrayBuffer>;
  /** How many of `bytes` belong to the page itself. */
  length: number;
  slots: Slot[];
}

const MARKER = /<!--slot ([a-z0-9:-]+)-->/g;

/**
 * The marker that a view writes in place of a slot. Text from authors cannot contain one, because every `<` in it is
 * escaped.
 */
export function slotMarker(name: string): string {
  return `<!--slot ${name}-->`;
}

/**
 * Splits a rendered page at its slot markers.
 *
 * @param html a page with slot markers
 * @param fallback the HTML to send for a slot if its live content is unavailable
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
