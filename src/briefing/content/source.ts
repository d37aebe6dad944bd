/** One document, kept word for word. What its header does not give is absent, never invented. */
export type Source = {
  readonly id: string;
  readonly title?: string;
  readonly publisher?: string;
  readonly author?: string;
  /** http or https. */
  readonly url?: string;
  /** `YYYY-MM-DD` */
  readonly published?: string;
  readonly retrieved?: string;
  /** The exact text, after a byte-order mark and CRLF are gone. Passages count in its UTF-16 units. */
  readonly text: string;
  /** SHA-256 of the text, in hex. */
  readonly version: string;
};

/** At most 64 of `[a-z0-9-]`: the file's name, and what footnotes call it. */
export const SOURCE_ID = /^[a-z0-9-]{1,64}$/;

/** How a source without a title is called. */
export function titleOf({ title }: Source): string {
  return title ?? "Untitled document";
}
