import { type Briefing, SECTION_TITLES, SECTIONS, type SectionName } from "#briefing";
import type { Action, Block, Option, UnderstoodAsk } from "#chat";
import type { Numbering } from "./cited.ts";

export const sectionsOption: Option = {
  name: "sections",
  summary: "Which parts; by default, all of them",
  kind: "choice",
  many: true,
  choices: SECTIONS.map((name) => ({ value: name, label: SECTION_TITLES[name] })),
};

/** The sections an ask names, in the order they are shown; all if it names none. */
export function sectionsOf({ options }: UnderstoodAsk): readonly SectionName[] {
  const named = (options.sections ?? "").split(".");
  const chosen = SECTIONS.filter((name) => named.includes(name));
  return chosen.length > 0 ? chosen : SECTIONS;
}

/** The option that names these sections; none if they are all of them. */
export function sectionsNamed(names: readonly SectionName[]): Record<string, string> {
  return names.length < SECTIONS.length ? { [sectionsOption.name]: names.join(".") } : {};
}

/** Shows sections of a briefing. An empty one says so, except `differ` beside others, which few briefings have. */
export function sayIn(briefing: Briefing, names: readonly SectionName[], numbering: Numbering): Block[] {
  return names.flatMap((name): Block[] => {
    const { statements, withheld } = briefing.sections[name];
    if (name === "differ" && statements.length === 0 && names.length > 1) return [];
    const heading: Block = { kind: "heading", level: "section", text: SECTION_TITLES[name] };
    if (statements.length > 0) {
      const lines = statements.map(numbering.line);
      return [heading, { kind: "lines", lines, ...(name === "differ" && { whole: true }) }];
    }
    return [
      heading,
      {
        kind: "notice",
        tone: "info",
        text: withheld > 0 ? heldBack(withheld) : "Nothing is written on this yet.",
      },
    ];
  });
}

function heldBack(count: number): string {
  const what =
    count === 1
      ? "its one statement is held back until its citation is fixed"
      : `its ${count} statements are held back until their citations are fixed`;
  return `Nothing to show here for now: ${what}.`;
}

/** The three questions, with the command that answers each and the sections its answer holds. */
export const QUESTIONS = [
  { command: "whats-happening", label: "What's happening", sections: ["happening", "differ"] },
  { command: "why-important", label: "Why it's important", sections: ["important"] },
  { command: "whats-next", label: "What's next", sections: ["next"] },
] as const satisfies readonly { command: string; label: string; sections: readonly SectionName[] }[];

export type Question = (typeof QUESTIONS)[number];

/** The buttons under an answer: the other questions, the quotes, and sharing the answer. */
export function offers(
  topic: string,
  command: string,
  options: Record<string, string>,
  quotesOf: readonly SectionName[],
): Action[] {
  const quotes = { topic, ...sectionsNamed(quotesOf) };
  return [
    ...QUESTIONS.filter((question) => question.command !== command).map(
      ({ command, label }): Action => ({ label, ask: { command, options: { topic } }, shown: "reply" }),
    ),
    { label: "See quotes", ask: { command: "sources", options: quotes }, shown: "dialog" },
    { label: "Share", ask: { command, options }, shown: "channel" },
  ];
}
