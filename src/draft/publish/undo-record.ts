import { join } from "node:path";
import { textOf } from "./swap-file.ts";

/** What a publishing changed: enough to bring back what was there before. */
export type UndoRecord = {
  readonly by: string;
  readonly at: string;
  readonly published: string;
  readonly before: string | undefined;
  readonly draft: string;
  readonly list: string | undefined;
  /** What was kept as reviewed before, if only reviewed words are shown. */
  readonly kept?: string | undefined;
};

/** Where the last publishing of a topic is kept; hidden, so that nobody takes it for a draft. */
export function undoFile(folder: string, topic: string): string {
  return join(folder, "drafts", `.${topic}.undo.json`);
}

/** The last publishing of a topic; undefined where there is none to undo. */
export async function readUndo(folder: string, topic: string): Promise<UndoRecord | undefined> {
  const text = await textOf(undoFile(folder, topic));
  if (text === undefined) return undefined;
  try {
    const { by, at, published, before, draft, list, kept } = JSON.parse(text) as Record<string, unknown>;
    const isRecord = [by, at, published, draft].every((one) => typeof one === "string");
    if (!isRecord || ![before, list, kept].every((one) => one === undefined || typeof one === "string"))
      return undefined;
    return { by, at, published, before, draft, list, kept } as UndoRecord;
  } catch {
    return undefined;
  }
}
