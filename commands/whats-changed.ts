import type { Briefing, Library, Statement } from "#briefing";
import { type Block, type Line, type Option, type Place, type Reply, shorten, type UnderstoodAsk } from "#chat";
import type { Gone, WhatChanged } from "#editions";
import { frameOf, notice } from "./parts/answer.ts";
import { heardIn, mayHear } from "./parts/audience.ts";
import { type Numbering, openNumbering } from "./parts/cited.ts";
import type { Command, Tools } from "./parts/command.ts";
import { QUESTIONS } from "./parts/sections.ts";
import { resolveTopic, topicOption } from "./parts/topic.ts";

/** A time at the end of what is typed: `irs yesterday`, `irs 7 days`, `irs since 20 Nov`. */
const ENDING =
  /(?:^|[\s,])(?:(?:since|after|from) (\S.*)|(?:in |over |for |within )?((?:the )?(?:(?:last|past) )?(?:yesterday|today|(?:\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten) ?(?:hour|day|week|fortnight|month)s?(?: ago)?|(?:last|past) (?:hour|day|week|month)|(?:sun|mon|tues|wednes|thurs|fri|satur)day|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: \d{4})?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?)))[.?!]*$/i;

const sinceOption: Option = {
  name: "since",
  summary: "Since when: “yesterday”, “7 days” or a date; by default, since the last scheduled post here",
  kind: "text",
  ending: ENDING,
};

export const whatsChanged: Command = {
  name: "whats-changed",
  summary: "What changed in a story: corrected, new and withdrawn",
  hint: "[topic] [since]",
  seenBy: "asker",
  says: [
    "what has changed",
    "what changed",
    "what is different",
    "what was corrected",
    "what has been corrected",
    "what was withdrawn",
    "any change",
    "any changes",
    "any corrections",
    "anything changed",
    "anything corrected",
    "changed",
    "changes",
    "corrections",
    "difference",
    "differences",
  ],
  options: [topicOption, sinceOption],
  async run(ask, tools) {
    const resolved = resolveTopic(ask, tools.library);
    if ("reply" in resolved) return resolved.reply;
    const { briefing } = resolved;
    const since = ask.options.since ?? "";
    if (!tools.editions) return nothing(briefing, NOT_KEPT);
    const changes = await tools.editions.whatsChanged(briefing, since, ask.place);
    // It may have been withdrawn during the read: then answer as of now.
    const current = tools.library.briefing(briefing.topic);
    if (!current || !heardIn(ask.place)(current)) return whatsChanged.run(ask, tools);
    if (changes === "unread")
      return nothing(
        briefing,
        `“${shorten(since, 60)}” is not a time in the past. Use “yesterday”, “7 days” or a date like 2026-11-20.`,
      );
    if (changes === "none") return nothing(briefing, NONE_YET);
    return say(briefing, changes, ask, tools);
  },
};

const NOT_KEPT = "What a briefing said before is known only to the running bot. Ask it in Slack or Discord.";
const NONE_YET = "There is no record yet of what this briefing said before. Ask again in a minute.";

function say(briefing: Briefing, changes: WhatChanged, { place, options }: UnderstoodAsk, tools: Tools): Reply {
  const { corrected, reworded, added, withdrawn, unchanged, whys, since, sinceMs, base } = changes;
  const numbering = openNumbering([briefing], tools.publicUrl);
  const old = openOld(numbering, tools.library, place);
  const changed = (one: Gone & { readonly now: Statement }): Line[] => [
    ...old.line(one, "Was: "),
    numbering.prefixed(one.was?.text === one.now.text ? "Now, with other quotes: " : "Now: ", one.now),
  ];
  const gone = withdrawn.flatMap((one) => old.line(one, ""));
  const hidden = withdrawn.length - gone.length;
  const count = corrected.length + reworded.length + added.length + withdrawn.length;
  const sections: Block[] = [
    ...section("Corrected", corrected.flatMap(changed)),
    ...section("Reworded", reworded.flatMap(changed)),
    ...section(
      "New",
      added.map((statement) => numbering.line(statement)),
    ),
    ...section("Withdrawn", gone),
  ];
  const { topic } = briefing;
  const { title, ...dates } = frameOf(briefing);
  const notices = whys
    .filter(({ audiences }) => audiences.every((audience) => mayHear(audience, place)))
    .map(({ kind, why }) => notice(`${kind === "correction" ? "Correction" : "Withdrawal"}: ${why}`));
  const rest = [
    ...(withdrawn.length === 0 ? ["Withdrawn: none"] : hidden > 0 ? [`Withdrawn and not repeated: ${hidden}`] : []),
    `Unchanged: ${unchanged}`,
  ];
  const blocks: Block[] = [
    { kind: "notice", tone: "info", text: `Since ${since}`, instants: [{ said: since, atMs: sinceMs }] },
    ...(count === 0 ? [notice("Nothing changed.")] : notices),
    ...sections,
    notice(rest.join(" · ")),
  ];
  const answers = {
    command: "whats-changed",
    options: { topic, ...(options.since !== undefined && { since: options.since }) },
  };
  const notes = numbering.notes();
  return {
    outcome: "answered",
    title: `${title}: what changed`,
    ...dates,
    answers,
    edition: `${topic}@${briefing.version.slice(0, 16)}:changes:${base}`,
    blocks,
    notes,
    actions: [
      { label: "Read all", ask: { command: "briefing", options: { topic } }, shown: "reply" },
      ...QUESTIONS.map(
        ({ command, label }) => ({ label, ask: { command, options: { topic } }, shown: "reply" }) as const,
      ),
      { label: "See quotes", ask: { command: "sources", options: { topic } }, shown: "dialog" },
      ...(count > 0 ? [{ label: "Share", ask: answers, shown: "channel" } as const] : []),
    ],
  };
}

/** Old words as lines; none if they may not be repeated: taken back, hidden, or not for this place. */
function openOld(numbering: Numbering, library: Library, place: Place) {
  return {
    line({ was }: Gone, prefix: string): Line[] {
      if (!was || !mayHear(was.audience, place)) return [];
      return [numbering.kept(prefix, was, library.source)];
    },
  };
}

function section(heading: string, lines: readonly Line[]): Block[] {
  if (lines.length === 0) return [];
  return [
    { kind: "heading", level: "section", text: heading },
    { kind: "lines", lines },
  ];
}

function nothing({ title }: Briefing, text: string): Reply {
  return { outcome: "none", title, blocks: [notice(text)], notes: [], actions: [] };
}
