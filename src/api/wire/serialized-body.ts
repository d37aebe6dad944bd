import { createHash } from "node:crypto";

/** An answer as it is sent: JSON in UTF-8, and the tag by which whoever keeps it asks whether it is still so. */
export type Written = { readonly bytes: Buffer; readonly etag: string };

/** Writes an answer down. */
export function write(body: object): Written {
  const bytes = Buffer.from(JSON.stringify(body));
  return { bytes, etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 27)}"` };
}
