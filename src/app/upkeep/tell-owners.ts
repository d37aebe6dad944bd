import { type Briefing, dueOn, isStale, type Library, lastCheckedOn, markedIn, passedOn, sayDay } from "#briefing";
import { ownerPlace } from "#commands";
import type { CameOf, OwnerDesk, OwnerNews } from "#schedule";
import type { Log } from "../log/log.ts";
import { retryLater } from "../log/retry-later.ts";

const HOUR_MS = 3_600_000;

export type TellOwnersOptions = {
  readonly library: () => Library;
  readonly owners: OwnerDesk;
  readonly log: Log;
  readonly now: () => number;
};

/** From now on, tells the owners of stories which checks are due and which dates have passed. Returns how to stop. */
export function tellOwners({ library, owners, log, now }: TellOwnersOptions): () => void {
  const look = () => retryLater("telling the owners of stories", () => tellNow(library(), owners, now()), log);
  look();
  const timer = setInterval(look, HOUR_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Tells each thing only once, however often it is called. */
export async function tellNow(library: Library, owners: OwnerDesk, nowMs: number): Promise<void> {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  await owners.tellReporters(cameOf(library, today));
  const placed = library.briefings.map((briefing) => ({
    to: ownerPlace(briefing, owners) ?? ("operator" as const),
    news: newsOf(briefing, today),
  }));
  // All news for an owner at once: anything later waits for a day.
  const byOwner = Map.groupBy(placed, ({ to }) => JSON.stringify(to));
  for (const [first, ...more] of byOwner.values())
    if (first)
      await owners.tell(
        first.to,
        [first, ...more].flatMap(({ news }) => news),
      );
}

/** What came of a reported mistake, judging by the current library. */
function cameOf(library: Library, today: string): CameOf {
  return ({ topic, mark, reportedAt, about: asReported }) => {
    const briefing = library.briefing(topic);
    if (!briefing) return "You reported a mistake in a story. The story has been taken out since. Thank you.";
    // The reporter may not be allowed to know the title of a story with a smaller audience.
    const about = briefing.audience === "everyone" ? `You reported a mistake in “${briefing.title}”.` : asReported;
    if (!markedIn(briefing, mark)) return `${about} The sentence has been changed or taken out since. Thank you.`;
    const { checked } = briefing;
    if (!checked || checked.isChangedSince || Date.parse(checked.at) < reportedAt.getTime()) return undefined;
    const when = sayDay(checked.at.slice(0, 10), today);
    return `${about} Whoever answers for it looked at it on ${when} and found the sentence still true. Thank you.`;
  };
}

function newsOf(briefing: Briefing, today: string): readonly OwnerNews[] {
  const { topic, title, owner, sections } = briefing;
  const named = owner && "name" in owner ? ` Its owner is ${owner.name}.` : "";
  const news: OwnerNews[] = [];
  if (isStale(briefing, today)) {
    const due = dueOn(briefing) ?? "";
    const last = lastCheckedOn(briefing);
    const since = last === undefined ? "" : `, and was last checked on ${sayDay(last, today)}`;
    const text = `“${title}” was due for a check by ${sayDay(due, today)}${since}.${named} If it is all still true, confirm with the button, or with npm run publish -- ${topic} --still-true --by “Your Name”.`;
    news.push({ what: "check", topic, of: due, text });
  }
  if (!owner) return news;
  for (const statement of sections.next.statements) {
    const day = passedOn(briefing, statement, today);
    if (day === undefined) continue;
    const text = `“${title}” still lists something under What's next that was due by ${sayDay(day, today)}.${named} It says: ${statement.text}`;
    news.push({ what: "passed", topic, of: `${day} ${statement.text}`, text });
  }
  return news;
}
