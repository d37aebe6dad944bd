import type { Source } from "#briefing";
import type { Draft } from "../write/draft.ts";
import type { Proposed } from "../write/proposed.ts";
import { judgeWith } from "./judge.ts";
import type { Model } from "./open-model.ts";
import { type ModelProposal, type ProposeRequest, proposeWith } from "./propose.ts";
import { ModelTrouble } from "./trouble.ts";

/** A draft made with a model. */
export type Assisted = {
  readonly draft: Draft;
  /** What the model did, and what it cost, in a sentence. */
  readonly told: string;
};

/**
 * Drafts with the help of a model: it proposes, and then may doubt. Whatever fails of it, the draft without it is what
 * there is. `make` drafts, with what was proposed first.
 */
export async function draftWithModel(
  model: Model,
  request: ProposeRequest & { readonly known: readonly Source[] },
  make: (proposed?: Proposed) => Draft,
): Promise<Assisted> {
  const proposal = await unlessTrouble(() => proposeWith(model, request));
  if (proposal.kind === "trouble") return { draft: make(), told: `${notUsed(proposal.why)} ${costOf(model)}` };
  const { proposed, left, asked } = proposal.value;
  const made = make(proposed);
  const doubts = await unlessTrouble(() => judgeWith(model, made.text, request.known));
  const added =
    doubts.kind === "done" ? doubts.value : [{ about: "the model", why: `it doubted nothing: ${doubts.why}` }];
  return {
    draft: { ...made, review: [...made.review, ...left, ...added] },
    told: `${tellProposal(model, proposal.value, asked)} ${costOf(model)}`,
  };
}

type Tried<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "trouble"; readonly why: string };

async function unlessTrouble<T>(run: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { kind: "done", value: await run() };
  } catch (error) {
    if (error instanceof ModelTrouble) return { kind: "trouble", why: error.message };
    throw error;
  }
}

function notUsed(why: string): string {
  return `The model was not used: ${why}. This is the draft without it.`;
}

function tellProposal({ name }: Model, { proposed }: ModelProposal, asked: number): string {
  const passed = Object.values(proposed).reduce((sum, all) => sum + all.length, 0);
  return `${name} proposed ${asked}, of which ${passed} passed every check.`;
}

function costOf(model: Model): string {
  const { calls, tokens } = model.spent();
  return `${calls === 1 ? "1 call" : `${calls} calls`}, some ${tokens.toLocaleString("en")} tokens.`;
}
