import { createHash } from "node:crypto";
import {
  type Action,
  type Block,
  fitsToken,
  fold,
  type Line,
  MOST_POINTS,
  type Note,
  numberSources,
  type Options,
  POINTS,
  prefixed,
  type Reply,
  recited,
  WHICH_POINTS,
} from "#chat";
import type { SubscriptionRow } from "#store";
import { sayInstant } from "../times/say-times.ts";
import { type Changes, nameOf, type Stated } from "./changes.ts";
import type { Frame } from "./wording.ts";

type Notice = Block & { readonly kind: "notice" };

/** What a scheduled post adds to the briefing: when it was due, and who set it up. */
export type Framing = {
  readonly subscription: Pick<SubscriptionRow, "id" | "topic" | "sections" | "zone" | "owner_name">;
  readonly slotMs: number;
  readonly late: boolean;
};

/** The whole briefing, as a scheduled post: the first points of each section, and buttons for the rest and for all. */
export function framed({ answers: _, ...reply }: Reply, framing: Framing): Reply {
  const whole = {
    ...reply,
    blocks: [whenAndWho(framing), ...reply.blocks],
    actions: actionsOf(framing, reply),
  };
  const options = { ...optionsOf(framing), [POINTS]: WHICH_POINTS.afterPost };
  return fold(whole, MOST_POINTS.post, { command: "briefing", options });
}

/** What changed since the last post: corrected, new, withdrawn, and how much is unchanged. Hidden words are only counted. */
export function changesFramed(reply: Reply, changes: Changes, sinceMs: number, framing: Framing): Reply {
  const { corrected, added, unchanged, hidden } = changes;
  const isHidden = (stated: Stated) => hidden?.has(nameOf(stated)) ?? false;
  const withdrawn = changes.withdrawn.filter((stated) => !isHidden(stated));
  const counted = changes.withdrawn.length - withdrawn.length;
  const numbering = renumber(reply.notes);
  const since = sayInstant(sinceMs, framing.subscription.zone);
  const said = (stated: Stated, prefix: string): Line => numbering.line(stated, `${prefix}: `);
  const blocks: Block[] = [
    whenAndWho(framing),
    toldAt(`Since ${since}`, since, sinceMs),
    ...section(
      "Corrected",
      corrected.flatMap(({ was, now }) => [
        ...(isHidden(was) ? [] : [said(was, "Was")]),
        said(now, was.line.text === now.line.text ? "Now, with other quotes" : "Now"),
      ]),
    ),
    ...section(
      "New",
      added.map((stated) => numbering.line(stated)),
    ),
    ...section(
      "Withdrawn",
      withdrawn.map((stated) => numbering.line(stated)),
    ),
    told(`${sayWithdrawn(withdrawn.length, counted)}Unchanged: ${unchanged}`),
  ];
  const { title, asOf, changedAt, checked } = reply;
  const dates = {
    ...(asOf !== undefined && { asOf }),
    ...(changedAt !== undefined && { changedAt }),
    ...(checked && { checked }),
  };
  const notes = numbering.notes();
  const base = { outcome: "answered", title: `${title}: what changed`, ...dates, blocks, notes } as const;
  const words = createHash("sha256")
    .update(JSON.stringify([blocks.slice(2), notes]))
    .digest("hex");
  return { ...base, edition: `changes:${words.slice(0, 32)}`, actions: actionsOf(framing, reply) };
}

function sayWithdrawn(shown: number, counted: number): string {
  if (counted > 0) return `Withdrawn and not repeated: ${counted} · `;
  return shown === 0 ? "Withdrawn: none · " : "";
}

/** One line after a quiet week, so that silence does not look like a failure. */
export function nothingChanged(reply: Reply, sinceMs: number, framing: Framing): Reply {
  const since = sayInstant(sinceMs, framing.subscription.zone);
  const when = whenAndWho(framing);
  return {
    outcome: "answered",
    title: reply.title,
    edition: `quiet:${reply.edition ?? ""}`,
    blocks: [
      {
        ...{ kind: "notice", tone: "info", text: `Nothing changed since ${since}. ${when.text}.` },
        instants: [{ said: since, atMs: sinceMs }, ...(when.instants ?? [])],
      },
    ],
    notes: [],
    actions: actionsOf(framing, reply),
  };
}

/** A line of plain information. */
export function told(text: string): Block {
  return { kind: "notice", tone: "info", text };
}

/** The same, where the words `said` stand for an instant, in ms since 1970. */
export function toldAt(text: string, said: string, atMs: number): Notice {
  return { kind: "notice", tone: "info", text, instants: [{ said, atMs }] };
}

function whenAndWho({ subscription: { zone, owner_name }, slotMs, late }: Framing): Notice {
  const when = sayInstant(slotMs, zone);
  return toldAt(`${late ? `Late: was due ${when}` : when}${whoSetItUp(owner_name)}`, when, slotMs);
}

/** A post's frame with another owner's name; with `null`, without one: names are not kept with posts. */
export function ownedBy(owner_name: string | null, frame: Frame): Frame {
  const opening = frame.opening.map((block) =>
    block.kind === "notice" ? { ...block, text: block.text.replace(WHO, "") + whoSetItUp(owner_name) } : block,
  );
  return { ...frame, opening };
}

function whoSetItUp(owner_name: string | null): string {
  return owner_name === null ? "" : ` · set up by ${owner_name}`;
}

const WHO = / · set up by .*$/s;

function section(heading: string, lines: readonly Line[]): Block[] {
  return lines.length === 0
    ? []
    : [
        { kind: "heading", level: "section", text: heading },
        { kind: "lines", lines },
      ];
}

/** A post's own buttons, then the forms that the answer offers. */
function actionsOf(framing: Framing, { actions: offered }: Reply): Action[] {
  const { id, topic } = framing.subscription;
  const options = optionsOf(framing);
  const all = { ...options, [POINTS]: WHICH_POINTS.all };
  const actions: Action[] = [
    { label: "Read all", ask: { command: "briefing", options: all }, shown: "reply" },
    {
      label: "Change or stop",
      ask: { command: "briefing-schedule", options: { do: "show", schedule: id } },
      shown: "reply",
    },
  ];
  const quotes: Action = { label: "See quotes", ask: { command: "sources", options }, shown: "dialog" };
  if (topic !== "all" && !topic.includes(",")) actions.splice(1, 0, quotes);
  return [...actions.filter(({ ask }) => fitsToken(ask)), ...offered.filter(({ shown }) => shown === "form")];
}

/** What a schedule posts, as options of the command that answers it. */
function optionsOf({ subscription: { topic, sections } }: Framing): Options {
  return { topic, ...(sections !== "" && { sections }) };
}

/** Numbers the sources of old and new statements in one post; the new statements' sources keep their numbers. */
function renumber(kept: readonly Note[]) {
  const known = new Map(kept.map((note) => [note.source, note]));
  const sources = numberSources(kept.map(({ source, number }) => [source, number]));
  return {
    line({ line, notes }: Stated, prefix = ""): Line {
      const numbered = recited(line, (cite) => {
        const note = notes.find(({ number }) => number === cite.source);
        if (!note) throw new Error(`a statement without its source: ${line.text}`);
        return {
          ...cite,
          source: sources.number(note.source, (number) => known.get(note.source) ?? { ...note, number }),
        };
      });
      return prefixed(prefix, numbered);
    },
    notes: sources.notes,
  };
}
