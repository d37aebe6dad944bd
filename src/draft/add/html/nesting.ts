import { Refusal } from "../document/refusal.ts";

/** Deeper than any page that people read; readers take time with the square of it. */
const DEEPEST = 250;
const PAIRED =
  /<(\/?)(div|span|section|article|main|aside|table|ul|ol|dl|blockquote|font|b|i|em|strong|a|center|form|fieldset|details|figure|svg|g)\b[^>]*?(\/?)>/gi;

/** Refuses HTML whose elements are nested without end, before anything is built from it. */
export function checkNesting(html: string): void {
  let depth = 0;
  for (const [, closing, , empty] of html.matchAll(PAIRED)) {
    if (closing) depth = Math.max(0, depth - 1);
    else if (!empty && ++depth > DEEPEST)
      throw new Refusal(`Its elements are nested more than ${DEEPEST} deep: copy its text, and add that`);
  }
}
