import type { Audience, DeclaredChange, Source } from "#briefing";
import type { About, ChatAdapter, ChatError, Place, Reply } from "#chat";
import { fingerprintsOf, ownedBy, readFrame, readWording } from "#schedule";
import type { Database } from "#store";
import { isAudience } from "../words/audience.ts";
import { mends } from "../words/change-kind.ts";
import { topicsNamed } from "./affected.ts";
import { amendedReply, hiddenReply, noticeReply, restoredReply } from "./amended.ts";
import type { Job } from "./claim.ts";
import { type Mended, mendedIn } from "./corrected-statements.ts";
import type { ResumeNumbering } from "./numbering.ts";

/** What a process knows about the stories that it serves. */
export type Knowing = {
  /** The version of a topic's words in this process's library. */
  version(topic: string): string;
  audience(topic: string): Audience | undefined;
  title(topic: string): string | undefined;
  /** What its file declares about its last change, if that is about its current words. */
  change(topic: string): Pick<DeclaredChange, "urgent" | "broadcast"> | undefined;
  source(id: string): Source | undefined;
  /** Makes lines, as the bot's answers do. */
  readonly resumeNumbering: ResumeNumbering;
  mayHear(audience: Audience, place: Place): boolean;
  sayDay(place: Place): Promise<(atMs: number) => string>;
};

/** What to put in a post's place, or to post under it; or why nothing; or why to try again later. */
export type Composed =
  | { readonly reply: Reply; readonly place: Place }
  | { readonly skip: string }
  /** This process doesn't serve the newest edition, or the platform can't tell who can read the place: try later. */
  | { readonly later: string; readonly afterMs?: number };

/** Composes what a job posts, as of now: the same in every process and on every try. */
export async function composeJob(job: Job, adapter: ChatAdapter, knowing: Knowing, db: Database): Promise<Composed> {
  const post = await db
    .selectFrom("posts as p")
    .leftJoin("wordings as w", "w.key", "p.wording")
    .leftJoin("subscriptions as s", "s.id", "p.subscription")
    .select(["p.frame", "w.reply", "w.said", "s.publish", "s.parent", "s.owner_name", "p.parent as thread_parent"])
    .where("p.key", "=", job.post)
    .executeTakeFirst();
  const wording = post && readWording(post.reply);
  if (!post || !wording) return { skip: "its words are no longer known" };
  const topics = await topicsIn(wording.edition, post.said ?? "", db);
  if (!topics.includes(job.topic)) topics.push(job.topic);
  const newest = await newestOf(topics, db);
  if (newest.some(({ topic, version }) => knowing.version(topic) !== version))
    return { later: "another process has the newest edition" };
  const { platform, tenant, place: id } = job;
  const parent = post.thread_parent ?? post.parent;
  const place: Place = { platform, tenant, id, ...(parent != null && { parent }) };
  const audiences = topics.map((topic) => knowing.audience(topic) ?? audienceOf(newest, topic));
  const isOpen = audiences.every((audience) => audience === "everyone");
  const outsiders = isOpen ? false : post.publish || (await readAlong(adapter, place));
  if (typeof outsiders === "object") return { later: outsiders.message, afterMs: outsiders.retryAfterMs ?? 30_000 };
  const where = { ...place, ...(outsiders && { outsiders }) };
  const mayRepeat = audiences.every((audience) => knowing.mayHear(audience, where));
  const mended = await mendedIn(topics, db);
  const sayDay = await knowing.sayDay(place);
  if (job.kind === "notice") {
    const own = mended.filter(({ topic, edition }) => topic === job.topic && edition === job.edition);
    const reply = mayRepeat ? noticeReply(knowing.title(job.topic) ?? wording.title, own, sayDay) : undefined;
    return reply
      ? { reply, place }
      : { skip: mayRepeat ? "a newer correction is told instead" : "nobody there may read about it" };
  }
  const frame = ownedBy(post.owner_name, readFrame(post.frame));
  const reply = amendedReply({
    ...{ wording, frame, mended, sayDay },
    ...{ source: knowing.source, resumeNumbering: knowing.resumeNumbering },
  });
  if (!reply) {
    if (!mayRepeat || !(await isBack(job, db))) return { skip: "it says nothing that was corrected" };
    return { reply: restoredReply({ wording, frame, sayDay }, job.made_at.getTime()), place };
  }
  const latest = latestIn(mended, wordsOf(reply, wording));
  return mayRepeat
    ? { reply, place }
    : { reply: hiddenReply(latest ?? { kind: "correction", atMs: job.made_at.getTime() }, sayDay), place };
}

/** Whether what a post was amended for was taken back: the job's edition no longer corrects anything. */
async function isBack({ topic, edition }: Job, db: Database): Promise<boolean> {
  const row = await db
    .selectFrom("editions")
    .select("kind")
    .where("topic", "=", topic)
    .where("number", "=", edition)
    .executeTakeFirst();
  return row !== undefined && !mends(row.kind);
}

function latestIn(mended: readonly Mended[], said: ReadonlySet<string>): Mended | undefined {
  const own = mended.filter(({ old }) => !old.isDisjointFrom(said));
  return (own.length > 0 ? own : mended).toSorted((a, b) => b.atMs - a.atMs)[0];
}

function wordsOf({ blocks, notes }: Reply, wording: Pick<Reply, "blocks" | "notes">): ReadonlySet<string> {
  const all = [...blocks, ...wording.blocks].flatMap((block) => (block.kind === "lines" ? block.lines : []));
  return new Set(all.flatMap((line) => fingerprintsOf(line, [...notes, ...wording.notes])));
}

/** The stories in a post: by its edition, else by its statements. */
async function topicsIn(edition: string | undefined, said: string, db: Database): Promise<string[]> {
  const named = topicsNamed(edition);
  if (named) return [...named];
  const rows = await db
    .selectFrom("edition_statements")
    .select("topic")
    .distinct()
    .where("fingerprint", "in", said === "" ? [""] : said.split(" "))
    .execute();
  return rows.map(({ topic }) => topic);
}

async function newestOf(topics: readonly string[], db: Database) {
  const rows = await db
    .selectFrom("editions")
    .select(["topic", "number", "version", "audience"])
    .where("topic", "in", topics)
    .orderBy("number", "desc")
    .execute();
  return [...Map.groupBy(rows, ({ topic }) => topic).values()].flatMap(([first]) => (first ? [first] : []));
}

/** Who could last read a story that is gone; nobody if that is unknown. */
function audienceOf(newest: readonly { topic: string; audience: unknown }[], topic: string): Audience {
  const kept = newest.find((one) => one.topic === topic)?.audience;
  return isAudience(kept) ? kept : [];
}

/** Whether outsiders can read the place now; the error if that can't be told for the moment. */
async function readAlong(adapter: ChatAdapter, place: Place): Promise<boolean | ChatError> {
  const about = await adapter.about({ id: "" }, place).catch((): About => ({ ...UNKNOWN }));
  return about.unsure ?? about.outsiders ?? false;
}

const UNKNOWN: About = { maySchedule: false, botMayPost: false, outsiders: true };
