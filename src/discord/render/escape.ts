import { nameOf, type Place, plain } from "#chat";

/**
 * Content text for one line of a message, with all markup escaped: it can't create a mention, link, heading, list,
 * quote, spoiler, code, timestamp, emoji or command link. Parentheses are escaped because a masked link's label may
 * contain an escaped bracket: content must never contain `](`.
 */
export function escapeText(text: string): string {
  return plain(text).replace(MARKS, "\\$&").replace(LEADING_SIGN, "$1\\$2").replace(LEADING_NUMBER, "$1\\.");
}

/** Characters that are markup anywhere in a line, including `:` for emoji codes and addresses. */
const MARKS = /[\\*_~|`[\]()<>#@:]/g;
/** At the start of a line these make lists and small print. */
const LEADING_SIGN = /^(\s*)([-+])/;
const LEADING_NUMBER = /^(\s*\d+)\./;

/** Content text on one line, with white space collapsed. */
export function flat(text: string): string {
  return escapeText(plain(text).replace(/\s+/g, " ").trim());
}

/** Discord shows a channel's name itself, to those who may see it. */
export function placeText(place: Place): string {
  return place.platform === "discord" && /^\d+$/.test(place.id) ? `<#${place.id}>` : escapeText(nameOf(place));
}

/** An address for the inside of `(<…>)`; undefined if it isn't http or https. */
export function escapeTarget(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return undefined;
  return url.href.replace(IN_TARGET, (mark) => encodeURIComponent(mark).replace(/[()*_]/g, hex));
}

/** Characters that would end the target of a masked link, or be markup in it. */
const IN_TARGET = /[\s<>()\\`|*_"]/g;

function hex(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
