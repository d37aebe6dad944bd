import { z } from "zod";
import type { Answers } from "#ask";
import type { Briefing, Library } from "#briefing";
import type { WhatChanged } from "#editions";
import type { Stories } from "../wire/briefing.ts";
import type { Wire } from "../wire/citation.ts";
import type { Written } from "../wire/serialized-body.ts";
import type { View } from "./view.ts";

/**
 * Reads what changed in a story since a time, as people type it. "unread": the time can't be read. "none": nothing is known
 * yet. "not kept": nothing is stored. "away": what is stored can't be read right now.
 */
export type ReadChanges = (
  briefing: Briefing,
  since: string,
) => Promise<WhatChanged | "unread" | "none" | "not kept" | "away">;

/** What one request is answered from. */
export type Reading = {
  readonly library: Library;
  readonly view: View;
  readonly wire: Wire;
  readonly stories: Stories;
  readonly answers: () => Promise<Answers>;
  /** The story, unless it is withdrawn or not for the caller by now; for what waited for something. */
  stillThere(story: Briefing): Briefing | undefined;
  /** What a story said before; absent where that is not kept. */
  readonly changed?: ReadChanges;
  /** Takes units of work from what the caller may spend; how many milliseconds to wait if there are not enough. */
  spend(units: number): number;
};

/** Why there is no answer: what the caller reads, and the status of HTTP. */
export type Trouble = {
  readonly status: 400 | 404 | 413 | 429 | 503;
  readonly detail: string;
  readonly waitMs?: number;
};

/** An answer; `written`: as it is sent, where that is kept. */
export type Outcome = { readonly body: object } | { readonly written: Written } | { readonly trouble: Trouble };

/** Something that programs can ask: by HTTP at its route, or as a tool of the MCP server, or both. */
export type Operation = {
  /** The tool's name, and the OpenAPI operation's. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** What the output is called in the OpenAPI document. */
  readonly outputId: string;
  /** Path parameters are named like fields of the input; the others come in the query, or in the body of a `post`. */
  readonly route?: { readonly method: "get" | "post"; readonly path: string };
  readonly isTool: boolean;
  call(given: unknown, reading: Reading): Promise<Outcome>;
};

type Parts<I extends z.ZodObject, O extends z.ZodObject> = Omit<Operation, "input" | "output" | "call"> & {
  readonly input: I;
  readonly output: O;
  /** How much work it is at most. */
  readonly units: number;
  run(asked: z.output<I>, reading: Reading): Answered<O> | Promise<Answered<O>>;
};

type Answered<O extends z.ZodObject> = z.output<O> | { readonly written: Written } | { readonly trouble: Trouble };

/** Makes an operation, which reads what it is given by its schema. */
export function operation<I extends z.ZodObject, O extends z.ZodObject>({
  units,
  run,
  ...rest
}: Parts<I, O>): Operation {
  return {
    ...rest,
    async call(given, reading) {
      const waitMs = reading.spend(units);
      if (waitMs > 0) return { trouble: tooMany(waitMs) };
      const read = rest.input.safeParse(given);
      if (!read.success) return { trouble: { status: 400, detail: tellIssues(read.error) } };
      const answered = await run(read.data, reading);
      return isOutcome(answered) ? answered : { body: answered };
    },
  };
}

/** Too much was asked for. */
export function tooMany(waitMs: number): Trouble {
  const seconds = Math.ceil(waitMs / 1000);
  const wait = seconds === 1 ? "a second" : `${seconds} seconds`;
  return { status: 429, detail: `Too many requests from you. Try again in ${wait}.`, waitMs };
}

/** There is no such thing, or not for this caller: the two look the same. */
export function missing(what: string, whereElse: string): { readonly trouble: Trouble } {
  return { trouble: { status: 404, detail: `There is no such ${what} here. ${whereElse}` } };
}

function isOutcome(answered: object): answered is Exclude<Outcome, { readonly body: object }> {
  return "trouble" in answered || "written" in answered;
}

const LONGEST_DETAIL = 300;

function tellIssues({ issues }: z.ZodError): string {
  const told = issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`));
  return told.join("; ").slice(0, LONGEST_DETAIL).toWellFormed();
}

/** Words that somebody typed. */
export function typed(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !CONTROL.test(text) && text.isWellFormed(), "Remove the control characters");
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** A story, as people name it. */
export const story = typed(200).describe("The id of a story, an alias or its title.");

/** The story that a caller names, if it exists for them. */
export function storyNamed(words: string, { library, view }: Reading): Briefing | undefined {
  return library.named(words, view.admits);
}

export const noStory = missing("story", "list_topics, or GET /api/topics, lists them.");
