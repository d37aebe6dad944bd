import type { Briefing } from "#briefing";
import type { UnderstoodAsk } from "#chat";
import { saying } from "../parts/answer.ts";
import type { Command } from "../parts/command.ts";
import { topicOption } from "../parts/topic.ts";

/** The button under a reminder: a story's owner confirms that all of it is still true. */
export const stillTrue: Command = {
  name: "still-true",
  summary: "Say that a story is still true",
  hint: "",
  seenBy: "asker",
  says: [],
  options: [topicOption],
  async run(ask, { library, upkeep }) {
    const { topic = "" } = ask.options;
    const briefing = library.briefing(topic);
    if (!briefing || !answersFor(briefing, ask)) return saying("none", "Not noted", NOT_YOURS);
    const how = `npm run publish -- ${topic} --still-true --by “Your Name”`;
    const name = ask.by.name ?? ask.by.id;
    const noted = upkeep ? await upkeep.stillTrue(topic, name) : { why: "Nothing can be written from here" };
    if (noted !== "done")
      return saying("trouble", "Not noted", `${ended(noted.why)} Where the content is written, run: ${how}`);
    return saying("answered", "Noted", `“${briefing.title}” now says that you checked it today, as ${name}.`);
  },
};

const NOT_YOURS = "Only the owner of a story can say that it is still true: “owner” in its file names them.";

/** Whether an ask comes from a story's owner, or from the place that answers for it. */
export function answersFor(
  { owner }: Pick<Briefing, "owner">,
  { place, by }: Pick<UnderstoodAsk, "place" | "by">,
): boolean {
  if (!owner || "name" in owner || owner.platform !== place.platform) return false;
  // Some platforms give no tenant for a direct message, and there a person's id is the same in all tenants.
  if (owner.tenant !== place.tenant && place.tenant !== "") return false;
  return by.id === owner.id || (!owner.person && [place.id, place.parent].includes(owner.id));
}

function ended(why: string): string {
  return /[.!?]$/.test(why) ? why : `${why}.`;
}
