import { type Briefing, checkNotice, dateOf, isStale, reviewNotice, SECTIONS, type SectionName } from "#briefing";
import { type Block, POINTS, type Reply, type UnderstoodAsk } from "#chat";
import { openNumbering } from "./cited.ts";
import type { Tools } from "./command.ts";
import { pointsNamed, pointsWanted } from "./points.ts";
import { reportButton } from "./reporting.ts";
import { offers, sayIn, sectionsNamed } from "./sections.ts";
import { dayAt } from "./today.ts";

/** Answers from one briefing: the named sections, their sources, and what to ask next. */
export function answerFrom(
  briefing: Briefing,
  names: readonly SectionName[],
  { command, options: { [POINTS]: points } }: UnderstoodAsk,
  tools: Tools,
): Reply {
  const numbering = openNumbering([briefing], tools.publicUrl, tools.now);
  const blocks = sayIn(briefing, names, numbering);
  const { topic } = briefing;
  const options = { topic, ...(command === "briefing" && sectionsNamed(names)), ...pointsNamed(points) };
  const offered = offers(topic, command, options, names);
  const notes = numbering.notes();
  const held =
    names.every((name) => briefing.sections[name].statements.length === 0) &&
    names.some((name) => briefing.sections[name].withheld > 0);
  const whole: Reply = {
    outcome: held ? "none" : "answered",
    ...frameOf(briefing, names, tools),
    answers: { command, options },
    edition: [`${topic}@${briefing.version.slice(0, 16)}`, names.join("+"), points ?? []].flat().join(":"),
    blocks,
    notes,
    actions: [
      ...(notes.length > 0 ? offered : offered.filter(({ shown }) => shown === "reply")),
      ...reportButton(tools, briefing, names),
    ],
  };
  return pointsWanted(whole, points);
}

/**
 * Title, dates and review of a reply about these sections of a briefing. An undated briefing gets the date of its
 * newest source.
 */
export function frameOf(
  briefing: Briefing,
  names: readonly SectionName[] = SECTIONS,
  { now }: Pick<Tools, "now"> = {},
): Pick<Reply, "title" | "asOf" | "changedAt" | "notice" | "checked" | "stale"> {
  const { title, changedAt } = briefing;
  const asOf = dateOf(briefing, names);
  const review = reviewNotice(briefing);
  const today = now && dayAt(now());
  const checked = today && checkNotice(briefing, today);
  return {
    title,
    ...(asOf !== undefined && { asOf }),
    ...(changedAt !== undefined && { changedAt }),
    ...(review !== undefined && { notice: review }),
    ...(checked !== undefined && { checked }),
    ...(today && isStale(briefing, today) && { stale: true }),
  };
}

/** The title of a briefing among others, with its review status: the two stay together wherever an answer is cut. */
export function topicHeading(briefing: Briefing): Block {
  return { kind: "heading", level: "topic", text: [briefing.title, reviewNotice(briefing) ?? []].flat().join(" · ") };
}

/** A line of plain information. */
export function notice(text: string): Block {
  return { kind: "notice", tone: "info", text };
}

/** A reply that cites nothing: one paragraph per text. */
export function saying(outcome: Reply["outcome"], title: string, ...texts: readonly string[]): Reply {
  return { outcome, title, blocks: texts.map(notice), notes: [], actions: [] };
}
