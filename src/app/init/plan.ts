import type { Finding, Given, Platform, PlatformTools, SetUpAbout } from "#chat";
import type { Start } from "./content-start.ts";

/** What is to be written and done. Nothing of it is done before all of it is known. */
export type Plan = {
  /** Settings for `.env`. */
  readonly values: Given;
  /** A content folder to make. */
  readonly content?: { readonly folder: string; readonly start: Start };
  /** Platforms that were set up now. */
  readonly platforms: readonly Platform[];
};

/** A sentence that ends the set-up: nothing was written. */
export class NotSetUp extends Error {}

/** What there is to begin with: the values of `.env`, what is given besides, and how platforms are reached. */
export type Beginning = {
  readonly inFile: Given;
  /** Of the environment or standard input. */
  readonly given: Given;
  readonly about: SetUpAbout;
  readonly tools: PlatformTools;
  /** The folder that relative paths start from. */
  readonly cwd: string;
};

/** Where content goes unless told otherwise. */
export const CONTENT_BESIDE = "../nutgraf-content";

/** The settings of a platform among others. */
export function ownOf({ settings }: Platform, values: Given): Given {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in settings));
}

/**
 * A platform's settings as they are to connect it: without those that would connect it in another way, and what empties
 * them in `.env`. Throws NotSetUp where one of them is given besides, which no `.env` can change.
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

/** What the platform says of credentials: what it adds to them, and sentences by what is to be done about them. */
export type Checked = {
  readonly values: Given;
  readonly well: readonly string[];
  /** It may be well, and nobody but a person can tell. */
  readonly toLookAt: readonly string[];
  readonly ill: readonly string[];
};

/** Asks the platform about credentials. */
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
