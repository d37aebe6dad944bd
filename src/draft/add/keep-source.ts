import { join } from "node:path";
import type { Document } from "./document/document.ts";
import { Refusal } from "./document/refusal.ts";
import { type Proposal, type ProposeOptions, proposeSource } from "./keep/propose.ts";
import { writeOnce } from "./keep/write-once.ts";

/** What came of it, or a sentence on why it was refused and what to do. */
export type Outcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "refused"; readonly why: string };

/** What keeping a document would do, or why it cannot be kept. */
export function propose(document: Document, options: ProposeOptions): Outcome<Proposal> {
  try {
    return { kind: "done", value: proposeSource(document, options) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: "refused", why: error.message };
    throw error;
  }
}

/** Writes a proposed source into the content folder; its file, or why it could not be written: then nothing of it is there. */
export async function keepSource(
  proposal: Exclude<Proposal, { kind: "same" }>,
  contentFolder: string,
): Promise<Outcome<string>> {
  const file = join(contentFolder, proposal.path);
  try {
    await writeOnce(file, proposal.content);
    return { kind: "done", value: file };
  } catch (error) {
    if (error instanceof Refusal) return { kind: "refused", why: error.message };
    throw error;
  }
}
