import { stringify } from "yaml";
import { isError, parseSource } from "#briefing";
import { type Document, FACT_NAMES, type FactName, type Facts } from "../document/document.ts";
import { Refusal } from "../document/refusal.ts";

/** The file of a source, and what of its header could not be kept, a phrase each. */
export type SourceFile = { readonly content: string; readonly facts: Facts; readonly dropped: readonly string[] };

/** Writes a source's file, and reads it as the library will: a fact it would not take is left out and reported. */
export function sourceFile(id: string, document: Document, replaces: string | undefined): SourceFile {
  const { text, retrieved } = document;
  let facts = document.facts;
  const dropped: string[] = [];
  for (;;) {
    const values: Record<string, string> = {};
    for (const name of FACT_NAMES) if (facts[name]) values[name] = facts[name].value;
    if (retrieved !== undefined) values.retrieved = retrieved;
    if (replaces !== undefined) values.replaces = replaces;
    const header = Object.keys(values).length === 0 ? "" : stringify(values, { lineWidth: 0, schema: "core" });
    const content = `---\n${header}---\n${text}`;
    const { source, problems } = parseSource(id, `${id}.md`, content);
    const wrong = problems.find(isError);
    if (source && !wrong && source.text === text) return { content, facts, dropped };
    const name = FACT_NAMES.find((one) => facts[one] !== undefined && wrong?.message.includes(`“${one}”`));
    if (name === undefined)
      throw new Refusal(
        `It cannot be kept as a source: ${wrong?.message ?? "its text would not be read back as it is"}`,
      );
    dropped.push(`its ${name} left out: ${wrong?.message.replace(`“${name}”`, "it")}`);
    facts = without(facts, name);
  }
}

function without(facts: Facts, name: FactName): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([one]) => one !== name));
}
