import type { Migration } from "kysely/migration";
import { first } from "./0001-first.ts";
import { byState } from "./0002-by-state.ts";
import { answers } from "./0003-answers.ts";
import { about } from "./0004-about.ts";

/** Every migration, in order, by the name that databases remember it by. Names are never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-first": first,
  "0002-by-state": byState,
  "0003-answers": answers,
  "0004-about": about,
};
