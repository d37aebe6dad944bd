import type { Briefing, SectionName } from "#briefing";
import { type Action, fitsToken, type Options } from "#chat";
import type { Tools } from "./command.ts";
import { ownerPlace } from "./owner.ts";
import { sectionsNamed } from "./sections.ts";

/** The command behind the button. */
export const REPORT = "report";

/** A few characters of a briefing's version: enough to tell whether it has changed since somebody read it. */
export function editionOf({ version }: Briefing): string {
  return version.slice(0, 8);
}

/** The button that reports a mistake in an answer, always last; none if nobody would receive the report. */
export function reportButton({ schedule }: Tools, about: Briefing | "all", names: readonly SectionName[]): Action[] {
  const owner = about === "all" ? undefined : ownerPlace(about, schedule?.owners);
  if (!owner && !schedule?.operator.hearsReports()) return [];
  const of: Options = about === "all" ? { topic: about } : { topic: about.topic, edition: editionOf(about) };
  const ask = { command: REPORT, options: { ...of, ...sectionsNamed(names) } };
  return fitsToken(ask) ? [{ label: "Report a mistake", ask, shown: "form" }] : [];
}
