import { createHmac, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Database, Tx } from "#store";

/** A question that found nothing. `topic`: the story that came nearest; `person`: with their platform and workspace. */
export type MissedQuestion = { readonly question: string; readonly topic?: string; readonly person: string };

/** How often questions on a story found nothing on a day. `words`: of one that at least five people asked. */
export type MissedCount = {
  readonly day: string;
  readonly topic?: string;
  readonly words?: string;
  readonly asked: number;
};

/** Counts questions that found nothing, so that an editor sees what is missing. Nobody's questions are kept. */
export type QuestionCounts = {
  count(missed: MissedQuestion): Promise<void>;
  /** The newest day first, and on each what was asked most. */
  list(): Promise<readonly MissedCount[]>;
};

/** With fewer people, a question might reveal who asked it. */
const LEAST_PEOPLE = 5;
const MOST_LISTED = 100;
const MOST_WORDS = 200;

export type QuestionCountsOptions = {
  readonly db: () => Promise<Database>;
  /** Undefined if nothing was ever stored. */
  readonly ifStored: () => Promise<Database | undefined>;
  readonly now: () => number;
};

export function createQuestionCounts({ db, ifStored, now }: QuestionCountsOptions): QuestionCounts {
  return {
    async count({ question, topic = "", person }) {
      const at = new Date(now());
      const day = at.toISOString().slice(0, 10);
      const words = plainly(question);
      await (await db()).transaction().execute(async (tx: Tx) => {
        await forgetBefore(day, tx);
        const secret = await secretOf(day, at, tx);
        const hash = (text: string) => createHmac("sha256", secret).update(text).digest("base64url").slice(0, 22);
        await add(tx, { key: `${day} ${topic}`, day, topic, words: null, counted_at: at });
        if (words === "") return;
        const asked = hash(`question ${topic} ${words}`);
        const row = { day, question: asked, person: hash(`person ${person}`), made_at: at };
        await tx
          .insertInto("missed_people")
          .values(row)
          .onConflict((on) => on.doNothing())
          .execute();
        const { people } = await tx
          .selectFrom("missed_people")
          .select(({ fn }) => fn.countAll<number | string>().as("people"))
          .where("day", "=", day)
          .where("question", "=", asked)
          .executeTakeFirstOrThrow();
        if (Number(people) < LEAST_PEOPLE) return;
        const told = { key: `${day} ${topic} ${asked}`, day, topic, words, counted_at: at };
        await add(tx, told, Number(people));
      });
    },
    async list() {
      const database = await ifStored();
      const rows = await database
        ?.selectFrom("missed_questions")
        .select(["day", "topic", "words", "asked"])
        .orderBy("day", "desc")
        .orderBy("asked", "desc")
        .limit(MOST_LISTED)
        .execute();
      return (rows ?? []).map(({ day, topic, words, asked }) => ({
        ...{ day, asked },
        ...(topic !== "" && { topic }),
        ...(words !== null && { words }),
      }));
    },
  };
}

/** The data that tells people apart is deleted with its day. */
async function forgetBefore(day: string, tx: Tx): Promise<void> {
  await tx.deleteFrom("missed_people").where("day", "<", day).execute();
  await tx.deleteFrom("missed_keys").where("day", "<", day).execute();
}

/** The day's secret, the same for all processes. */
async function secretOf(day: string, made_at: Date, tx: Tx): Promise<string> {
  const fresh = { day, secret: randomBytes(32).toString("base64url"), made_at };
  await tx
    .insertInto("missed_keys")
    .values(fresh)
    .onConflict((on) => on.doNothing())
    .execute();
  const { secret } = await tx
    .selectFrom("missed_keys")
    .select("secret")
    .where("day", "=", day)
    .executeTakeFirstOrThrow();
  return secret;
}

type Counted = { key: string; day: string; topic: string; words: string | null; counted_at: Date };

/** Counts one more, or sets the count to `asked`. */
async function add(tx: Tx, row: Counted, asked?: number): Promise<void> {
  await tx
    .insertInto("missed_questions")
    .values({ ...row, asked: asked ?? 1 })
    .onConflict((on) =>
      on
        .column("key")
        .doUpdateSet({ asked: asked ?? sql<number>`missed_questions.asked + 1`, counted_at: row.counted_at }),
    )
    .execute();
}

/** The same question, however it is typed: lowercase, without punctuation. */
function plainly(question: string): string {
  return question
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim()
    .slice(0, MOST_WORDS)
    .toWellFormed();
}
