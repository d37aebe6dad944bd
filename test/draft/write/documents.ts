import { createHash } from "node:crypto";
import { checkText, isError, type Source } from "#briefing";

/** A source of a text, as the library would load it. */
export function sourceOf(id: string, text: string, header: Partial<Source> = {}): Source {
  return { id, ...header, text, version: createHash("sha256").update(text).digest("hex") };
}

/** What a draft's file says by section, and what is wrong with it. */
export function readDraft(text: string, sources: readonly Source[]) {
  const checked = checkText({ topic: "story", file: "story.md", text }, sources, (id) => `sources/${id}.md`);
  const { briefing, placed, problems } = checked;
  const sections = briefing?.sections;
  const said = (name: "happening" | "important" | "next" | "differ") => sections?.[name].statements ?? [];
  return { briefing, placed, errors: problems.filter(isError), said };
}
