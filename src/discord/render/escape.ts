import { nameOf, type Place, plain } from "#chat";

/**
 * Content text for one line of a message, every mark escaped: no mention, link, heading, list, quote, spoiler, code,
 * timestamp, emoji or command link comes of it. Parentheses are escaped because a masked link's label may hold an
 * escaped bracket: `](` must never stand in content.
 */
export function escapeText(text: string): string {
  return plain(text).replace(MARKS, "\\$&").replace(LEADING_SIGN, "$1\\$2").replace(LEADING_NUMBER, "$1\\.");
}

/** Marks that mean something in any place, `:` for emoji codes and addresses among them. */
const MARKS = /[\\*_~|`[\]()<>#@:]/g;
/** Lists and small print are made of these at the beginning of a line. */
const LEADING_SIGN = /^(\s*)([-+])/;
const LEADING_NUMBER = /^(\s*\d+)\./;

/** Content text as one line, white space folded. */
export function flat(text: string): string {
  return escapeText(plain(text).replace(/\s+/g, " ").trim());
}

/** Discord names a channel of its own for whoever may see it. */
export function placeText(place: Place): string {
  return place.platform === "discord" && /^\d+$/.test(place.id) ? `<#${place.id}>` : escapeText(nameOf(place));
}

/** An address for the inside of `(<…>)`; undefined for one that is not http or https. */
export function escapeTarget(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return undefined;
  return url.href.replace(IN_TARGET, (mark) => encodeURIComponent(mark).replace(/[()*_]/g, hex));
}

/** Marks that would end the target of a masked link, or mean something in it. */
const IN_TARGET = /[\s<>()\\`|*_"]/g;

function hex(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
