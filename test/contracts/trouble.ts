import { afterEach, describe, expect, it } from "vitest";
import { type Bot, type ChatAdapter, ChatError, type Place } from "#chat";
import { answered, line, note, scriptedBot } from "../fixtures/content/replies.ts";

/** An answer to a post, whoever gives it. */
export type Answer = {
  readonly status: number;
  readonly body: string;
  /** `text/html` by itself. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A platform with what can go wrong on the way to it: the real library, against a server of the test's own. */
export type TroubleHarness = {
  readonly adapter: ChatAdapter;
  readonly place: Place;
  /** The next post is answered so. */
  answerPost(answer: Answer): void;
  /** The answer to the next post is lost; `made`: the post was. */
  losePost(made: boolean): void;
  /** Its credentials are refused from now on. */
  refuseToken(): void;
  /** Nobody is there any more, or again. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** How many posts were asked for, and how many were made. */
  asked(): number;
  made(): number;
  /** What the adapter told whoever runs the bot, as it gave up; and all that it warned of. */
  readonly fatal: readonly string[];
  warned(): readonly string[];
  stop(): Promise<void>;
};

/** Starts an adapter that talks to `bot`; `away`: while nobody is there. */
export type MakeTroubleHarness = (bot: Bot, beginning: { readonly away: boolean }) => Promise<TroubleHarness>;

const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)]);
const PAGE = "<!doctype html><title>Sorry</title><p>Access denied: error code 1020</p>";

/** What stands between the bot and a platform says; nothing was posted, and nobody knows how long that goes on. */
const BETWEEN: readonly (readonly [string, Answer])[] = [
  ...[302, 400, 401, 403, 404, 407, 410, 451, 502, 503, 504, 522].map(
    (status) => [`a page with ${status}`, { status, body: PAGE }] as const,
  ),
  ...[403, 404, 502, 503, 504].map((status) => [`${status} with nothing`, { status, body: "" }] as const),
  ["JSON of another's", { status: 404, body: '{"error":"no such upstream","message":"x"}', type: "application/json" }],
  ["null", { status: 403, body: "null", type: "application/json" }],
  ["a list", { status: 404, body: "[]", type: "application/json" }],
  ["a page with 429", { status: 429, body: PAGE }],
  ["a page with 429 and no wait", { status: 429, body: PAGE, headers: { "retry-after": "0" } }],
  ["a page with 429 and a wait in words", { status: 429, body: PAGE, headers: { "retry-after": "soon" } }],
  ["429 with a wait for ever", { status: 429, body: "", headers: { "retry-after": "1e300" } }],
  ["429 with nothing", { status: 429, body: "" }],
];

/** How every adapter behaves while its platform, or the way to it, does not. */
export function describeTrouble(name: string, make: MakeTroubleHarness): void {
  describe(`adapter contract under trouble: ${name}`, () => {
    let harness: TroubleHarness | undefined;
    afterEach(async () => {
      await harness?.stop();
      harness = undefined;
    });
    const open = async (away = false) => {
      harness = await make(
        scriptedBot(() => REPLY),
        { away },
      );
      const { adapter, place } = harness;
      return { ...harness, post: (key: string) => adapter.post(place, REPLY, key) };
    };
    const settle = ({ adapter, place }: TroubleHarness, key: string, agoMs: number) =>
      adapter.settle(place, REPLY, key, Date.now() - agoMs);

    it.each(BETWEEN)("takes %s for no word of the platform's: busy, and nothing of how long", async (_, answer) => {
      const { post, answerPost, asked } = await open();
      answerPost(answer);
      expect(await refused(post("key"))).toEqual({ trouble: "busy" });
      expect(asked()).toBe(1);
      expect((await post("after")).message).not.toBe("");
    });

    it("tells a limit on everything from here from one on this post", async () => {
      const { post, answerPost } = await open();
      answerPost({ status: 429, body: PAGE, headers: { "retry-after": "7" } });
      expect(await refused(post("key"))).toEqual({ trouble: "busy", retryAfterMs: 7_000, general: true });
    });

    it.each([500, 501, 520, 524])("does not know what became of a post that %d answers", async (status) => {
      const { post, answerPost } = await open();
      answerPost({ status, body: PAGE });
      expect(await refused(post("key"))).toEqual({ trouble: "unknown-outcome" });
    });

    it("knows that nothing was posted where nobody is there, and posts when somebody is", async () => {
      const { post, goAway, comeBack } = await open();
      await post("before");
      await goAway();
      // The connection that was open may break in the middle.
      await post("meanwhile").catch(() => {});
      expect(await refused(post("away"))).toEqual({ trouble: "busy" });
      await comeBack();
      expect((await post("back")).message).not.toBe("");
    });

    it("tells when a message was posted, by the platform's own clock", async () => {
      const { post } = await open();
      const { atMs = 0 } = await post("key");
      expect(Math.abs(atMs - Date.now())).toBeLessThan(5_000);
    });

    it("settles a lost answer by what stands there, once, with the time of it", async () => {
      const opened = await open();
      opened.losePost(true);
      await refused(opened.post("key"));
      const settled = await settle(opened, "key", 1_000);
      expect(settled).toMatchObject({ message: expect.stringMatching(/\d+$/), atMs: expect.any(Number) });
      expect(opened.made()).toBe(1);
    });

    it("is asked again about a post for a minute, and cannot tell then", async () => {
      const opened = await open();
      for (const [agoMs, made] of [
        [1_000, false],
        [58_000, false],
      ] as const) {
        opened.losePost(made);
        await refused(opened.post(`key-${agoMs}`));
        opened.losePost(made);
        expect(await refused(settle(opened, `key-${agoMs}`, agoMs))).toEqual({ trouble: "busy" });
      }
      // An hour from now by a clock that was set back since.
      for (const agoMs of [61_000, -3_600_000]) expect(await settle(opened, "key-1000", agoMs)).toBe("cannot-tell");
      expect(opened.made()).toBe(0);
    });

    it("gives up once its credentials are refused: tells why, once, and keeps what is to be posted", async () => {
      const { adapter, post, refuseToken, asked, fatal } = await open();
      await post("before");
      refuseToken();
      expect(await refused(post("key"))).toEqual({ trouble: "busy" });
      const before = asked();
      expect(await refused(post("key"))).toEqual({ trouble: "busy" });
      expect(asked()).toBe(before);
      expect(fatal).toEqual([expect.stringMatching(/_TOKEN/)]);
      expect([adapter.connected?.(), adapter.away?.()]).toEqual([false, fatal[0]]);
    });

    it("starts while nobody is there, says so, and connects when somebody is", async () => {
      const { adapter, place, post, comeBack, fatal, warned } = await open(true);
      expect(adapter.connected?.()).toBe(false);
      expect(adapter.away?.()).toMatch(/cannot be reached/);
      expect(warned().filter((words) => words.includes("cannot be reached"))).toHaveLength(1);
      expect(await refused(post("too early"))).toEqual({ trouble: "busy" });
      expect(await adapter.about({ id: "1" }, place)).toMatchObject({ maySchedule: false });
      await comeBack();
      await expect.poll(() => adapter.connected?.(), { timeout: 15_000 }).toBe(true);
      expect(adapter.away?.()).toBeUndefined();
      expect((await post("then")).message).not.toBe("");
      expect(fatal).toEqual([]);
    }, 30_000);
  });
}

/** What is known of a refusal besides its words. */
async function refused(work: Promise<unknown>): Promise<object> {
  const error = await work.then(
    (value) => new Error(`it was not refused: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!(error instanceof ChatError)) throw error;
  const { trouble, retryAfterMs, general } = error;
  return { trouble, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(general && { general }) };
}
