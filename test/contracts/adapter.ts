import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type Asker, type Bot, type ChatAdapter, ChatError, type ChatTrouble, type Place, type Reply } from "#chat";
import { answered, cite, line, longReply, note, scriptedBot } from "../fixtures/content/replies.ts";

/** Something that people were shown on the platform: a message, or the progress message before it. */
export type Shown = {
  readonly seenBy: "asker" | "everyone";
  /** The platform's id of the channel, thread or conversation. */
  readonly where: string;
  /** `true`: only a progress message (“thinking”, “Looking…”), not the answer. */
  readonly isProgress: boolean;
  /** What a reader reads, top to bottom, a line for each line: markup taken away, escapes undone. */
  readonly text: string;
  /** Whatever the platform would make live: mentions, links, channels, dates, emoji codes. */
  readonly live: readonly string[];
  /** Milliseconds since `ask` sent the payload. */
  readonly afterMs: number;
};

/** A platform as the suite drives it: the real library, against a server of the test's own. */
export type Harness = {
  readonly adapter: ChatAdapter;
  /** Where `ask` asks from and where the bot may post. */
  readonly place: Place;
  readonly asker: Asker;
  /** A person runs a command with a topic; resolves when the platform has its acknowledgement. */
  ask(command: string, topic: string): Promise<{ readonly ackMs: number }>;
  /** The platform delivers the payload of the last `ask` once more, as it stands. */
  redeliver(): Promise<void>;
  /** What the bot itself wrote comes back to it as an event of the platform. */
  echo(): Promise<void>;
  /** The next post is refused with this trouble; with "busy", the platform asks to wait `retryAfterMs`. */
  refusePost(trouble: ChatTrouble, retryAfterMs: number): void;
  /** Everything shown so far, in order of arrival. */
  shown(): readonly Shown[];
  /** What the platform refused as beyond its limits or wrongly formed, by a table of its own. */
  illegal(): readonly string[];
  stop(): Promise<void>;
};

/** Starts an adapter that talks to `bot`. */
export type MakeHarness = (bot: Bot) => Promise<Harness>;

const RULES = {
  asked: "passes on what was asked",
  acknowledges: "acknowledges in time, with a progress message when the answer takes over a second",
  complete: "shows every statement and source",
  pings: "never pings anyone, whatever a source says",
  private: "keeps a private answer private from the first progress message",
  cuts: "cuts a long answer to a legal one, no statement without its citations, and says so",
  posts: "posts where told",
  troubles: "tells each trouble apart",
  once: "answers a payload delivered twice once",
  echo: "ignores its own messages",
  broken: "goes on when the bot throws, and shows nothing of that",
} as const;

export type Rule = keyof typeof RULES;

/** What each trouble must be told apart as; `our-bug` and `unknown-outcome` among them. */
const TROUBLES: readonly ChatTrouble[] = [
  "busy",
  "gone",
  "forbidden",
  "needs-invite",
  "tenant-gone",
  "unknown-outcome",
  "our-bug",
];

/** The platforms' own time for a first response: 3 s on both. Ours is a third of it. */
const ACK_MS = 1_000;
const PATIENCE_MS = 5_000;

/**
 * The rules that every adapter keeps. `lacks`: rules that do not apply to a platform, each with its reason; they are
 * listed as skipped.
 */
export function describeAdapter(name: string, make: MakeHarness, lacks: Partial<Record<Rule, string>> = {}): void {
  describe(`adapter contract: ${name}`, () => {
    let harness: Harness | undefined;
    afterEach(async () => {
      await harness?.stop();
      harness = undefined;
    });
    const open = async (bot: Bot) => {
      harness = await make(bot);
      return harness;
    };
    const rule = (key: Rule, check: () => Promise<void>) => {
      const reason = lacks[key];
      if (reason === undefined) it(RULES[key], check);
      else it.skip(`${RULES[key]} (${reason})`);
    };

    rule("asked", async () => {
      const bot = scriptedBot(() => SHORT);
      const { ask, shown, place, asker } = await open(bot);
      await ask("whats-next", "harbour strike");
      await answers(shown, 1);
      expect(bot.asked).toHaveLength(1);
      const [asked] = bot.asked;
      expect(asked?.command).toBe("whats-next");
      expect(asked?.options?.topic ?? asked?.words).toBe("harbour strike");
      expect(asked?.place).toMatchObject({ platform: place.platform, tenant: place.tenant, id: place.id });
      expect(asked?.by.id).toBe(asker.id);
      expect(asked?.id).not.toBe("");
    });

    rule("acknowledges", async () => {
      const bot = scriptedBot(() => wait(1_600, SHORT));
      const { ask, shown } = await open(bot);
      const { ackMs } = await ask("whats-next", "harbour strike");
      expect(ackMs).toBeLessThan(ACK_MS);
      await answers(shown, 1);
      const [first] = shown();
      expect(first?.isProgress).toBe(true);
      expect(first?.afterMs).toBeLessThan(1_500);
    });

    rule("complete", async () => {
      const { ask, shown, illegal } = await open(scriptedBot(() => FULL));
      await ask("whats-next", "harbour strike");
      const [answer] = await answers(shown, 1);
      const text = answer?.text ?? "";
      for (const words of ["Harbour strike", "What's happening", "Why it's important", "Quotes checked", "undated"])
        expect(letters(text)).toContain(letters(words));
      for (const words of [FULL.notice, `Published by ${FULL.publishedBy}`])
        expect(letters(text)).toContain(letters(words ?? ""));
      expectCited(text, "The harbour stays closed.", [1]);
      expectCited(text, "Ferries wait outside, and so do freighters.", [1, 2]);
      expectCited(text, "Talks begin on Monday.", [3]);
      for (const { title, author, publisher } of FULL.notes)
        for (const part of [title, author, publisher])
          if (part !== undefined) expect(letters(text)).toContain(letters(part));
      expect(illegal()).toEqual([]);
    });

    rule("pings", async () => {
      const { ask, shown, adapter, place } = await open(scriptedBot(() => HOSTILE));
      await ask("whats-next", "harbour strike");
      await answers(shown, 1);
      await adapter.post(place, HOSTILE, "hostile-1");
      const all = await answers(shown, 2);
      expect(all.flatMap(({ live }) => live)).toEqual([]);
      for (const { text } of all) expect(letters(text)).toContain("strikerssay");
    });

    rule("private", async () => {
      const { ask, shown } = await open(scriptedBot(() => wait(1_300, SHORT)));
      await ask("whats-next", "harbour strike");
      await answers(shown, 1);
      expect(shown().map(({ seenBy }) => seenBy)).not.toContain("everyone");
    });

    rule("cuts", async () => {
      const count = 400;
      const { ask, shown, illegal } = await open(scriptedBot(() => longReply(count)));
      await ask("whats-next", "harbour strike");
      const [answer] = await answers(shown, 1);
      const text = answer?.text ?? "";
      expect(illegal()).toEqual([]);
      const told = Array.from({ length: count }, (_, index) => index + 1).filter((number) =>
        new RegExp(`Statement ${number}\\b`).test(text),
      );
      expect(told.length).toBeGreaterThan(2);
      expect(told.length).toBeLessThan(count);
      for (const number of told) {
        const words = `Statement ${number}: the harbour stays closed and the ships wait outside.`;
        expectCited(text, words, [number]);
        expect(letters(text)).toContain(letters(`Document ${number}`));
      }
      expect(letters(text)).toContain(letters(`${count - told.length} more points`));
    });

    rule("posts", async () => {
      const { adapter, place, shown } = await open(scriptedBot(() => SHORT));
      const posted = await adapter.post(place, SHORT, "delivery-1");
      expect(posted.message).not.toBe("");
      const [post] = await answers(shown, 1);
      expect(post).toMatchObject({ seenBy: "everyone", where: place.id });
      expectCited(post?.text ?? "", "The harbour stays closed.", [1]);
    });

    rule("troubles", async () => {
      const { adapter, place, refusePost, shown } = await open(scriptedBot(() => SHORT));
      for (const trouble of TROUBLES) {
        refusePost(trouble, 7_000);
        const error = await adapter.post(place, SHORT, `refused-${trouble}`).then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(error, trouble).toBeInstanceOf(ChatError);
        if (!(error instanceof ChatError)) continue;
        expect(error.trouble).toBe(trouble);
        if (trouble === "busy") expect(error.retryAfterMs).toBe(7_000);
      }
      await adapter.post(place, SHORT, "after");
      expect(shown().filter(({ isProgress }) => !isProgress)).toHaveLength(1);
    });

    rule("once", async () => {
      const bot = scriptedBot(() => SHORT);
      const { ask, redeliver, shown } = await open(bot);
      await ask("whats-next", "harbour strike");
      await answers(shown, 1);
      await redeliver();
      await wait(300);
      expect(bot.asked).toHaveLength(1);
      expect(shown().filter(({ isProgress }) => !isProgress)).toHaveLength(1);
    });

    rule("echo", async () => {
      const bot = scriptedBot(() => SHORT);
      const { echo, shown } = await open(bot);
      await echo();
      await wait(300);
      expect(bot.asked).toEqual([]);
      expect(shown()).toEqual([]);
    });

    rule("broken", async () => {
      const bot = scriptedBot(() => {
        if (bot.asked.length === 1) throw new Error("a planted fault");
        return SHORT;
      });
      const { ask, shown } = await open(bot);
      // The bot promises not to: nobody apologizes for it, and Discord may wait in vain.
      void ask("whats-next", "harbour strike").catch(() => {});
      await expect.poll(() => bot.asked).toHaveLength(1);
      await ask("whats-next", "harbour strike");
      const [answer] = await answers(shown, 1);
      expect(answer?.seenBy).toBe("asker");
      expect(answer?.text).toContain("The harbour stays closed.");
      expect(
        shown()
          .map(({ text }) => text)
          .join(),
      ).not.toContain("planted");
    });
  });
}

/** Waits until `count` answers, progress messages not counted, were shown. */
async function answers(shown: () => readonly Shown[], count: number): Promise<readonly Shown[]> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const told = shown().filter(({ isProgress }) => !isProgress);
    if (told.length >= count) return told;
    if (performance.now() > until) throw new Error(`${told.length} of ${count} answers within ${PATIENCE_MS} ms`);
    await wait(5);
  }
}

/** The statement stands on one line of its own, whole, with its marks right after it. */
function expectCited(text: string, words: string, notes: readonly number[]): void {
  const marks = notes.map((number) => `[${number}]`).join("");
  const lines = text.split("\n").filter((line) => letters(line).includes(letters(words)));
  expect(lines.length, `“${words}” in:\n${text}`).toBeGreaterThan(0);
  for (const line of lines) {
    const end = line.replaceAll(/\s/g, "");
    expect(end.endsWith(marks), `${marks} at the end of “${line}”`).toBe(true);
  }
}

/** Letters and digits only: what is left of a text whatever a platform does to its marks. */
function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");
}

const SHORT: Reply = answered(
  [
    { kind: "heading", level: "section", text: "What's next" },
    { kind: "lines", lines: [line("The harbour stays closed.", [1])] },
  ],
  [note(1)],
);

const FULL: Reply = answered(
  [
    { kind: "heading", level: "section", text: "What's happening" },
    {
      kind: "lines",
      lines: [line("The harbour stays closed.", [1]), line("Ferries wait outside, and so do freighters.", [1, 2])],
    },
    { kind: "heading", level: "section", text: "Why it's important" },
    { kind: "lines", lines: [line("Talks begin on Monday.", [3])] },
  ],
  [
    note(1, { title: "Port notice", author: "Ada Bell" }),
    note(2, { title: "The strike, explained", publisher: "Coast Daily" }),
    note(3, { title: "Minutes" }),
  ],
  {
    changedAt: "2026-11-20T09:00:00.000Z",
    notice: "Drafted by machine, not yet reviewed",
    publishedBy: "The Harbour Post",
  },
);

const ATTACKS = [
  "<!channel> <!here> <!everyone> <@U0123ABCD> <@0123456789012345> <@!0123456789012345> <@&0123456789012345>",
  "<!subteam^S0123> <#C0123ABCD> <#0123456789012345> @everyone @here @channel </whats-next:0123456789012345>",
  "<https://evil.example|click here> [click](https://evil.example) https://evil.example <https://evil.example>",
  "mailto:a@evil.example <mailto:a@evil.example|write> discord.gg/abcdef www.evil.example",
  ":smile: :tada::skin-tone-2: <:smile:0123456789012345> <a:party:0123456789012345>",
  "<!date^1392734382^{date_num}|soon> <t:1392734382:R> &lt;!channel&gt; &amp;lt;@U0123ABCD&amp;gt;",
  "**bold** *bold* _it_ ~~gone~~ `code` ```block``` ||hidden|| > quote\n# head\n- item\n-# small",
  "\u202eesrever\u202c \u2066isolated\u2069 \u0000\u0007 zero\u200bwidth \ud800 lone",
];

const hostile = (attack: string, source: number) => cite(source, { quote: attack, before: attack, after: attack });

const HOSTILE: Reply = answered(
  [
    { kind: "heading", level: "topic", text: `Strikers say ${ATTACKS[0]}` },
    ...ATTACKS.flatMap((attack, index): Reply["blocks"] => [
      { kind: "heading", level: "section", text: `Strikers say ${attack}` },
      { kind: "lines", lines: [line(`Strikers say ${attack}`, [hostile(attack, index + 1)])] },
      { kind: "notice", tone: "info", text: `Strikers say ${attack}` },
    ]),
    { kind: "list", items: ATTACKS.map((attack) => ({ label: attack, detail: attack })) },
    { kind: "quotes", lines: ATTACKS.slice(0, 2).map((attack, index) => line(attack, [hostile(attack, index + 1)])) },
  ],
  ATTACKS.map((attack, index) => note(index + 1, { title: attack, author: attack, publisher: attack })),
  { title: `Strikers say ${ATTACKS[1]}` },
);
