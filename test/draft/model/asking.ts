import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import type { Source } from "#briefing";
import { draft, draftWithModel, type ModelLimits, openModel, tellReview } from "#draft";
import { type Answer, modelServer } from "../../fakes/model-server.ts";
import { readDraft, sourceOf } from "../write/documents.ts";

export const KEY = "sk-local-0123456789abcdef";

/** A document with what statements can rest on, and enough beside it. */
export const BRIDGE = sourceOf(
  "bridge",
  [
    "The council of Rotterdam approved a new bridge over the river Maas for $40 million on November 12, 2026.",
    "Mayor Anna Ferrara said that the bridge may open in May 2028.",
    "The old bridge carries 30,000 cars a day and was closed four times last winter for repairs.",
    "Engineers of the harbor office will publish their report on the foundations by January 15, 2027.",
    ...Array.from(
      { length: 16 },
      (_, at) => `Paul walked past house number ${at + 20} on the quiet street without a word to anybody there.`,
    ),
  ].join(" "),
  { published: "2026-11-20" },
);
export const PORT = sourceOf(
  "port",
  `The port of Quito will be dredged in the spring of 2027 by a firm from Lima. ${Array.from({ length: 12 }, (_, at) => `Anna counted boat number ${at + 40} from the quiet pier without a word to anybody.`).join(" ")}`,
);

export const quoting = (quote: string, source = "bridge") => [{ source, quote }];
export const offer = (section: string, text: string, quotes: object[]) => ({ section, text, quotes });
export const GOOD = offer(
  "happening",
  "The council of Rotterdam approved a new bridge over the river Maas for $40 million.",
  quoting("The council of Rotterdam approved a new bridge over the river Maas for $40 million"),
);
export const NEXT = offer(
  "next",
  "Engineers of the harbor office will publish their report on the foundations by January 15, 2027.",
  quoting("Engineers of the harbor office will publish their report on the foundations by January 15, 2027"),
);
export const NO_DOUBTS = { doubts: [] };

export type Asking = {
  readonly sources?: readonly Source[];
  readonly points?: number;
  readonly limits?: ModelLimits;
  readonly now?: () => number;
  readonly speaks?: "openai" | "anthropic";
};

/** Drafts with a model that gives these answers in turn. What it drafted passes every check. */
export async function draftedWith(answers: readonly Answer[], asking: Asking = {}) {
  const { sources = [BRIDGE, PORT], points = 2, limits, now = () => 0, speaks = "openai" } = asking;
  const server = await modelServer(...answers);
  const model = openModel(
    { speaks, name: "some-model", url: server.url },
    { key: KEY, now, ...(limits && { limits }) },
  );
  const make = (proposed?: Parameters<typeof draft>[0]["proposed"]) =>
    draft({ topic: "story", sources, points, ...(proposed && { proposed }) });
  const { draft: made, told } = await draftWithModel(model, { sources, known: sources, points, said: [] }, make);
  const read = readDraft(made.text, sources);
  expect(read.errors).toEqual([]);
  const review = tellReview(made.review);
  expect(`${told}${review}${made.text}`).not.toContain(KEY);
  const said = read.placed.map(({ text }) => text);
  return { ...made, ...read, told, review, texts: said, plain: make(), asked: server.asked };
}

/** The room's files, for what they import. */
export async function sourcesOf(files: readonly string[]): Promise<readonly string[]> {
  return Promise.all(files.map((file) => readFile(file, "utf8")));
}
