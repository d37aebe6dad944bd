import type { Given, Platform } from "#chat";
import { platform as discord } from "#discord";
import { platform as slack } from "#slack";

/** Every chat platform that the bot supports: a new one is a folder and a line here. */
export const PLATFORMS: readonly Platform[] = [slack, discord];

/** The platforms with credentials to connect. */
export function platformsSet(given: Given): readonly Platform[] {
  return PLATFORMS.filter((platform) => platform.isSet(given));
}

/** The settings without which a platform cannot connect, whatever else is set. */
export function neededBy({ settings, isSet }: Platform): readonly string[] {
  const names = Object.keys(settings);
  return names.filter(
    (without) => !isSet(Object.fromEntries(names.map((name) => [name, name === without ? undefined : "-"]))),
  );
}

/** A platform's name as people write it. */
export function labelOf(name: string): string {
  return PLATFORMS.find((platform) => platform.name === name)?.label ?? name;
}
