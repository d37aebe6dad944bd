import type { About, Action, Block, Place, Reply } from "#chat";
import { distinctLabels } from "../distinct.ts";
import { MOST_CHOICES } from "../topic.ts";
import { CHANNEL, channelOf, stub } from "./form.ts";

type Threads = NonNullable<About["threads"]>;

/** A forum only has posts in its threads: offers these, and saves the drafted schedule in the chosen one. */
export function chooseThread(threads: Threads, forum: Place, { blocks }: Reply, draft: string): Reply {
  const offered = threads.slice(0, MOST_CHOICES);
  const labels = distinctLabels(
    offered.map(({ id, name }) => ({ name: name.trim() === "" ? id : name, facets: [id] })),
  );
  const actions = offered.map(({ id }, index): Action => {
    const there = channelOf({ ...forum, id, parent: forum.id });
    return { label: labels[index] ?? id, ask: stub({ draft, [CHANNEL.name]: there }), shown: "reply" };
  });
  const text =
    actions.length > 0
      ? "This is a forum: a briefing is posted in one of its threads. Choose one: it is set up and introduced there."
      : "This is a forum, and no thread of it is open. Open one, then set up the schedule there.";
  const told: Block = { kind: "notice", tone: "info", text, where: forum };
  const outcome = actions.length > 0 ? "choose" : "none";
  return { outcome, title: "Which thread?", blocks: [...blocks.slice(0, -1), told], notes: [], actions };
}
