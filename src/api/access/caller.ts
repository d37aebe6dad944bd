import type { Audience, Scope } from "#briefing";

/** Who asks, and what they may read besides what is for everyone. */
export type Caller = {
  /** A token's name. Absent for whoever sends none. */
  readonly name?: string;
  readonly scopes: readonly Scope[];
  /** Whole source texts, not only what is quoted of them. */
  readonly readsWhole: boolean;
};

/** Whether something for `audience` may be read by those in `scope`. */
export type MayRead = (audience: Audience, scope: Scope) => boolean;

/** A token of the settings: who sends `secret` is this caller. */
export type Token = Caller & { readonly name: string; readonly secret: string };

/** Whoever sends no token. */
export const ANYBODY: Caller = { scopes: [], readsWhole: false };
