import type { LanguageModel } from "ai";
import type { z } from "zod";
import { MODEL_LIMITS, type ModelLimits, openBudget, type Spent } from "./budget.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { ModelTrouble } from "./trouble.ts";

/** Which model is asked, and where. */
export type ModelName = {
  readonly speaks: "openai" | "anthropic";
  readonly name: string;
  /** The address of its interface, like `http://localhost:11434/v1`. */
  readonly url: string;
};

export type ModelOptions = {
  readonly key?: string | undefined;
  readonly limits?: ModelLimits;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
};

export type Question<T> = { readonly system: string; readonly prompt: string; readonly form: z.ZodType<T> };

/** A model, for one draft. */
export type Model = {
  readonly name: string;
  /** Asks for an answer of a form. @throws ModelTrouble */
  ask<T>(question: Question<T>): Promise<T>;
  spent(): Spent;
};

/** Opens a model for one draft. Its library is loaded with the first question. */
export function openModel({ speaks, name, url }: ModelName, { key, now, limits = MODEL_LIMITS }: ModelOptions): Model {
  const budget = openBudget(limits, now);
  const fetch = guardedFetch(limits.answerBytes);
  const open = async (): Promise<LanguageModel> => {
    if (speaks === "anthropic") {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      return createAnthropic({ baseURL: url, apiKey: key ?? "none", fetch })(name);
    }
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    const own = { name: "model", baseURL: url, fetch, supportsStructuredOutputs: true };
    return createOpenAICompatible({ ...own, ...(key !== undefined && { apiKey: key }) })(name);
  };
  return {
    name,
    spent: budget.spent,
    async ask({ system, prompt, form }) {
      const question = system + prompt;
      const ms = Math.ceil(budget.take(question));
      const { generateText, NoObjectGeneratedError, Output } = await import("ai");
      globalThis.AI_SDK_LOG_WARNINGS = false;
      const signal = AbortSignal.timeout(ms);
      const late = `it did not answer within ${Math.ceil(ms / 1_000)} seconds`;
      try {
        const { output, usage } = await generateText({
          model: await open(),
          instructions: system,
          prompt,
          output: Output.object({ schema: form }),
          maxOutputTokens: limits.answerTokens,
          maxRetries: 0,
          abortSignal: signal,
          telemetry: { isEnabled: false },
        });
        budget.count(question, JSON.stringify(output), usage.totalTokens);
        return output;
      } catch (error) {
        if (error instanceof ModelTrouble) throw error;
        if (signal.aborted) throw new ModelTrouble(late);
        if (!NoObjectGeneratedError.isInstance(error)) throw new ModelTrouble(UNREADABLE);
        budget.count(question, error.text ?? "", error.usage?.totalTokens);
        const fenced = form.safeParse(withoutFence(error.text ?? ""));
        if (fenced.success) return fenced.data;
        throw new ModelTrouble(error.finishReason === "length" ? CUT : UNREADABLE);
      }
    },
  };
}

const UNREADABLE = "its answer is not in the requested form";
const CUT = "its answer is longer than was asked for, and was cut off";

/** Small models put their JSON into a Markdown fence. */
function withoutFence(text: string): unknown {
  const [, inner = text] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text) ?? [];
  try {
    return JSON.parse(inner);
  } catch {
    return undefined;
  }
}
