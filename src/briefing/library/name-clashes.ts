import type { Briefing } from "../content/briefing.ts";
import type { Library } from "./library.ts";
import { nameOf } from "./topic-index.ts";

/** The names of a briefing that another one of the library has as topic or alias, with the topic of that one. */
export function nameClashes(
  { topic, aliases }: Pick<Briefing, "topic" | "aliases">,
  { briefings }: Pick<Library, "briefings">,
): readonly { readonly name: string; readonly topic: string }[] {
  const owners = new Map(
    briefings
      .filter((other) => other.topic !== topic)
      .flatMap((other) => [other.topic, ...other.aliases].map((name) => [nameOf(name), other.topic] as const)),
  );
  return [topic, ...aliases].flatMap((name) => {
    const owner = owners.get(nameOf(name));
    return owner === undefined ? [] : [{ name, topic: owner }];
  });
}
