import type { Finding, Given, Platform, PlatformTools, SetUpAbout } from "#chat";
import type { Start } from "./content-start.ts";

/** What will be written and done. Nothing is done before all of it is known. */
export type Plan = {
  /** Settings for `.env`. */
  readonly values: Given;
  /** A content folder to make. */
  readonly content?: { readonly folder: string; readonly start: Start };
  /** The platforms that were just set up. */
  readonly platforms: readonly Platform[];
};

/** Ends the set-up with a sentence: nothing was written. */
export class NotSetUp extends Error {}

/** What the set-up starts from: the values in `.env`, other values given, and how platforms are reached. */
export type Beginning = {
  readonly inFile: Given;
  /** From the environment or standard input. */
  readonly given: Given;
  readonly about: SetUpAbout;
  readonly tools: PlatformTools;
  /** The folder that relative paths are resolved against. */
  readonly cwd: string;
};

/** Where content goes unless told otherwise. */
export const CONTENT_BESIDE = "../nutgraf-content";

/** A platform's own settings among these values. */
export function ownOf({ settings }: Platform, values: Given): Given {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in settings));
}

/**
 * A platform's settings for connecting it in the chosen way. `own` leaves out those that would connect it in another
 * way; `emptied` empties them in `.env`.
 * @throws NotSetUp if one of them is given elsewhere, which no `.env` can change
 */
export function ownFor(
  platform: Platform,
  { inFile, given, about }: Pick<Beginning, "inFile" | "given" | "about">,
): { readonly own: Given; readonly emptied: Given } {
  const unset = platform.setUp.unsets?.(about) ?? [];
  const besides = unset.find((name) => given[name] !== undefined);
  if (besides !== undefined)
    throw new NotSetUp(
      `${besides} is set, so ${platform.label} would connect that way: remove it, including from the environment`,
    );
  const kept = Object.entries({ ...ownOf(platform, inFile), ...ownOf(platform, given) });
  return {
    own: Object.fromEntries(kept.filter(([name]) => !unset.includes(name))),
    emptied: Object.fromEntries(unset.filter((name) => inFile[name] !== undefined).map((name) => [name, ""])),
  };
}

/**
 * The result of checking credentials: the settings with those the platform added, and sentences by what to do about
 * them.
 */
export type Checked = {
  readonly values: Given;
  readonly well: readonly string[];
  /** May be fine, but only a person can tell. */
  readonly toLookAt: readonly string[];
  readonly ill: readonly string[];
};

/** Asks the platform to check credentials. */
export async function checked(platform: Platform, given: Given, tools: PlatformTools): Promise<Checked> {
  const values = { ...given, ...(await platform.setUp.complete(given, tools)) };
  const findings = await platform.check(values, tools);
  const told = (which: (finding: Finding) => boolean) => findings.filter(which).map(({ what }) => what);
  return {
    values,
    well: told(({ ok, toLookAt }) => ok && !toLookAt),
    toLookAt: told(({ ok, toLookAt }) => ok && toLookAt === true),
    ill: told(({ ok }) => !ok),
  };
}
