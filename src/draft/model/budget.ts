import { ModelTrouble } from "./trouble.ts";

/** What one draft may cost at most. */
export type ModelLimits = {
  readonly calls: number;
  /** Of all questions and answers together. */
  readonly tokens: number;
  readonly ms: number;
  readonly answerTokens: number;
  readonly answerBytes: number;
};

/** The default limits of one draft. */
export const MODEL_LIMITS: ModelLimits = {
  calls: 3,
  tokens: 100_000,
  ms: 180_000,
  answerTokens: 6_000,
  answerBytes: 1_000_000,
};

/** What was spent on a model. */
export type Spent = { readonly calls: number; readonly tokens: number };

/** What is left for a draft. `now`: milliseconds of a clock that only goes forward. */
export type Budget = {
  /** Takes one call; the milliseconds that are left for it. @throws ModelTrouble where a limit would be passed */
  take(question: string): number;
  /** Counts an answer; `reported` is what the server says was used, for question and answer. */
  count(question: string, answer: string, reported: number | undefined): void;
  spent(): Spent;
};

export function openBudget(limits: ModelLimits, now: () => number): Budget {
  const from = now();
  let calls = 0;
  let tokens = 0;
  return {
    take(question) {
      if (calls >= limits.calls) throw new ModelTrouble(`the limit of calls per draft, ${limits.calls}, was reached`);
      if (tokens + tokensIn(question) + limits.answerTokens > limits.tokens)
        throw new ModelTrouble(`the limit of ${limits.tokens.toLocaleString("en")} tokens per draft would be passed`);
      const left = limits.ms - (now() - from);
      if (left <= 0) throw new ModelTrouble(`the limit of ${limits.ms / 1_000} seconds per draft was reached`);
      calls += 1;
      // Counted before it is answered: what fails costs too.
      tokens += tokensIn(question);
      return left;
    },
    count(question, answer, reported) {
      const asked = tokensIn(question);
      // A server may say anything, or nothing.
      const said = reported !== undefined && Number.isFinite(reported) ? reported - asked : 0;
      tokens += Math.max(said, tokensIn(answer));
    },
    spent: () => ({ calls, tokens: Math.round(tokens) }),
  };
}

/** On the safe side: English has some four letters a token. */
export function tokensIn(text: string): number {
  return Math.ceil(text.length / LETTERS);
}

const LETTERS = 3;
