import { setTimeout as wait } from "node:timers/promises";
import { ChannelType } from "discord-api-types/v10";
import { afterEach, describe, expect, it } from "vitest";
import type { Action, Bot, Choice, Reply } from "#chat";
import type { DiscordOptions } from "#discord";
import {
  buttonInteraction,
  CHANNEL,
  commandInteraction,
  MEMBER,
  menuInteraction,
  type Scene,
  SERVER,
  snowflake,
  THREAD,
  TOKEN,
  typingInteraction,
  userOf,
} from "../../fakes/discord/payloads.ts";
import { readMessage, wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, until } from "../../fakes/discord/scene.ts";
import type { DiscordServer } from "../../fakes/discord/server.ts";
import { answered, cite, line, note, scriptedBot, specs } from "../../fixtures/content/replies.ts";

const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)], {
  actions: [
    { label: "What's next", ask: { command: "whats-next", options: { topic: "harbour" } }, shown: "reply" },
    { label: "See quotes", ask: { command: "sources", options: { topic: "harbour" } }, shown: "dialog" },
    { label: "Share", ask: { command: "whats-next", options: { topic: "harbour" } }, shown: "channel" },
  ],
});

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(bot: Bot, options: Partial<DiscordOptions> = {}) {
  const scene = await openScene(bot, options);
  stop = scene.stop;
  return {
    ...scene,
    ask: (interaction: Parameters<typeof scene.server.interact>[0]) => {
      const known = scene.server.interact(interaction);
      return until(() => known.message).then(wordsOf);
    },
  };
}

describe("an ask", () => {
  it.each([
    { from: "a channel", scene: {}, place: { platform: "discord", tenant: SERVER, id: CHANNEL } },
    {
      from: "a thread",
      scene: { channelType: ChannelType.PublicThread },
      place: { platform: "discord", tenant: SERVER, id: THREAD, parent: CHANNEL },
    },
    {
      from: "a direct message",
      scene: { directMessage: true },
      place: { platform: "discord", tenant: "", id: CHANNEL },
    },
  ] satisfies { from: string; scene: Scene; place: object }[])(
    "comes from $from as it is",
    async ({ scene, place }) => {
      const bot = scriptedBot(() => REPLY);
      const { ask } = await start(bot);
      const interaction = commandInteraction("whats-next", { topic: "harbour strike" }, scene);
      await ask(interaction);
      expect(bot.asked).toEqual([
        {
          id: interaction.id,
          command: "whats-next",
          options: { topic: "harbour strike" },
          place,
          by: { id: MEMBER, name: "Mason" },
          locale: "en-US",
        },
      ]);
    },
  );

  it("by a button is answered privately, also under a public message", async () => {
    const bot = scriptedBot(() => REPLY);
    const { server } = await start({ ...bot, specs: specs.map((spec) => ({ ...spec, seenBy: "everyone" })) });
    const first = server.interact(commandInteraction("whats-next"));
    const { controls } = readMessage(await until(() => first.message));
    expect(first.ack?.ephemeral).toBe(false);
    expect(controls.map(({ label }) => label)).toEqual(["What's next", "See quotes"]);
    for (const { id } of controls) {
      const pressed = server.interact(buttonInteraction(id));
      await until(() => pressed.message);
      expect(pressed.ack?.ephemeral).toBe(true);
    }
    expect(bot.asked.map(({ command, options }) => [command, options])).toEqual([
      ["whats-next", {}],
      ["whats-next", { topic: "harbour" }],
      ["sources", { topic: "harbour" }],
    ]);
  });

  it("is chosen from a menu when several topics match", async () => {
    const actions = ["harbour", "airport"].map(
      (topic): Action => ({
        label: `The ${topic}`,
        ask: { command: "whats-next", options: { topic } },
        shown: "reply",
      }),
    );
    const choice: Reply = {
      outcome: "choose",
      title: "Choose a story",
      blocks: [{ kind: "notice", tone: "info", text: "Which story?" }],
      notes: [],
      actions,
    };
    const bot = scriptedBot(({ options }) => (options?.topic ? REPLY : choice));
    const { server, ask } = await start(bot);
    const first = server.interact(commandInteraction("whats-next"));
    const { controls } = readMessage(await until(() => first.message));
    expect(await ask(menuInteraction("o1", controls[1]?.id ?? ""))).toContain("The harbour stays closed.");
    expect(bot.asked[1]?.options).toEqual({ topic: "airport" });
  });

  it.each(["p9whats-next~t=harbour", "x1whats-next", "p", "", "p1whats-next~t", `p1${"a".repeat(99)}`, "s1", "o1"])(
    "by the unknown button %j gets a friendly sentence",
    async (id) => {
      const bot = scriptedBot(() => REPLY);
      const { ask } = await start(bot);
      expect(await ask(buttonInteraction(id))).toContain("This comes from another version of this bot.");
      expect(bot.asked).toEqual([]);
    },
  );

  it("about a topic that is gone since is told so, as a share too", async () => {
    const gone: Reply = {
      outcome: "none",
      title: "No such story",
      blocks: [{ kind: "notice", tone: "info", text: "No story is called “harbour”." }],
      notes: [],
      actions: [],
    };
    const { ask, server } = await start(scriptedBot(() => gone));
    expect(await ask(buttonInteraction("p1whats-next~t=harbour"))).toContain("No such story");
    expect(await ask(buttonInteraction("sabcdef1whats-next~t=harbour"))).toContain("No such story");
    expect(server.arrived.filter(({ kind }) => kind === "post")).toEqual([]);
  });
});

describe("a slow answer", () => {
  it.each([true, false])("is preceded by a progress message that is as private as it: %s", async (isPrivate) => {
    const slow = scriptedBot(() => wait(1_100, REPLY));
    const { server } = await start({
      ...slow,
      specs: specs.map((spec) => ({ ...spec, seenBy: isPrivate ? "asker" : "everyone" })),
    });
    const known = server.interact(commandInteraction("whats-next"));
    await until(() => known.message);
    expect(server.arrived.map(({ kind, ephemeral }) => [kind, ephemeral])).toEqual([
      ["sign", isPrivate],
      ["edit", isPrivate],
    ]);
    expect(known.ack?.afterMs).toBeLessThan(1_000);
    expect(server.illegal).toEqual([]);
  });
});

describe("who may ask", () => {
  it.each([
    { who: "a server of the list", options: { allowedTenants: [SERVER] }, scene: {}, may: true },
    { who: "another server", options: { allowedTenants: ["1"] }, scene: {}, may: false },
    {
      who: "a direct message of a stranger, where servers are listed",
      options: { allowedTenants: [SERVER] },
      scene: { directMessage: true },
      may: false,
    },
    {
      who: "a direct message of a member, where servers are listed",
      options: { allowedTenants: ["1", SERVER] },
      scene: { directMessage: true },
      member: true,
      may: true,
    },
    {
      who: "a message between people, one of them a member, where servers are listed",
      options: { allowedTenants: [SERVER], userInstalls: true },
      scene: { groupMessage: true, installedBy: "person" },
      member: true,
      may: false,
    },
    { who: "a direct message", options: {}, scene: { directMessage: true }, may: true },
    { who: "a person who brought the bot along", options: {}, scene: { installedBy: "person" }, may: false },
    {
      who: "a person who may bring the bot along",
      options: { userInstalls: true },
      scene: { installedBy: "person" },
      may: true,
    },
  ] satisfies { who: string; options: Partial<DiscordOptions>; scene: Scene; member?: boolean; may: boolean }[])(
    "$who: $may",
    async ({ options, scene, may, ...who }) => {
      const bot = scriptedBot(() => REPLY, [{ value: "harbour", label: "Harbour strike" }]);
      const { ask, server } = await start(bot, options);
      if ("member" in who) server.members.set(MEMBER, { user: userOf(MEMBER), roles: [] });
      const words = await ask(commandInteraction("whats-next", { topic: "harbour" }, scene));
      expect(words.includes("The harbour stays closed.")).toBe(may);
      if (!may) expect(words).toMatch(/^Not here\nSorry, this bot only works [^.]+\.$/);
      const typing = server.interact(typingInteraction("whats-next", "topic", "har", scene));
      expect(await until(() => typing.choices)).toHaveLength(may ? 1 : 0);
    },
  );
});

describe("an interaction that names no owners", () => {
  it("is answered all the same", async () => {
    const { server, logged } = await start(scriptedBot(() => REPLY));
    const interaction = { ...commandInteraction("whats-next"), authorizing_integration_owners: null };
    const known = server.interact(interaction);
    expect(wordsOf(await until(() => known.message))).toContain("The harbour stays closed.");
    expect(logged.filter(({ level }) => level !== "info")).toEqual([]);
  });
});

describe("sharing", () => {
  const MAY_WRITE = String((1n << 10n) | (1n << 11n));
  it.each([
    { who: "who may write here", scene: {}, isOffered: true },
    { who: "who may only read here", scene: { memberPermissions: String(1n << 10n) }, isOffered: false },
    {
      who: "whose bot may only read here",
      scene: { appPermissions: String(1n << 10n), memberPermissions: MAY_WRITE },
      isOffered: false,
    },
    { who: "who is alone with the bot", scene: { directMessage: true }, isOffered: false },
    { who: "who brought the bot along", scene: { installedBy: "person" }, isOffered: false },
    { who: "who writes with other people", scene: { groupMessage: true }, isOffered: false },
  ] satisfies { who: string; scene: Scene; isOffered: boolean }[])(
    "is offered to one $who: $isOffered",
    async (row) => {
      const { server } = await start(
        scriptedBot(() => REPLY),
        { userInstalls: true },
      );
      const known = server.interact(commandInteraction("whats-next", {}, row.scene));
      const labels = readMessage(await until(() => known.message)).controls.map(({ label }) => label);
      expect(labels.includes("Share")).toBe(row.isOffered);
    },
  );
});

describe("suggestions", () => {
  it("are at most 25 legal ones", async () => {
    const long: Choice[] = Array.from({ length: 40 }, (_, index) => ({
      value: `topic-${index}`,
      label: `Story ${index} ${"x".repeat(200)}`,
    }));
    const { server } = await start(scriptedBot(() => REPLY, [{ value: "v".repeat(101), label: "too long" }, ...long]));
    const typing = server.interact(typingInteraction("whats-next", "topic", "sto"));
    const choices = await until(() => typing.choices);
    expect(choices).toHaveLength(25);
    expect(server.illegal).toEqual([]);
  });

  it("go on from what is typed, where an option takes several values", async () => {
    const sections = { name: "sections", summary: "Which parts", kind: "choice" as const, many: true };
    const seen: unknown[] = [];
    const bot: Bot = {
      ...scriptedBot(() => REPLY),
      specs: [{ name: "briefing", summary: "All", hint: "", seenBy: "asker", says: [], options: [sections] }],
      suggest(ask, option) {
        seen.push(ask.options?.[option]);
        return [
          { value: "next", label: "What's next" },
          { value: "happening", label: "What's happening" },
        ];
      },
    };
    const { server } = await start(bot);
    const typing = server.interact(typingInteraction("briefing", "sections", "happening, ne"));
    expect(await until(() => typing.choices)).toEqual([{ name: "happening, What's next", value: "happening.next" }]);
    expect(seen).toEqual(["ne"]);
  });
});

describe("an answer on a bad day", () => {
  it.each([
    {
      name: "fails twice",
      failures: [
        { status: 500, json: { message: "500", code: 0 } },
        { status: 502, text: "<html>bad gateway</html>" },
      ],
    },
    { name: "breaks off", failures: ["broken"] },
    { name: "answers HTML with 200", failures: [{ status: 200, text: "<html>portal</html>" }] },
    {
      name: "asks to wait",
      failures: [
        {
          status: 429,
          headers: { "retry-after": "0.4" },
          json: { message: "limited", retry_after: 0.4, global: false },
        },
      ],
    },
  ] as const)("is there although Discord $name", async ({ failures }) => {
    const { ask, server } = await start(scriptedBot(() => REPLY));
    for (const failure of failures) server.fail(/callback$/, failure);
    expect(await ask(commandInteraction("whats-next"))).toContain("The harbour stays closed.");
  });

  it("is there once although the first response came through and its acknowledgement did not", async () => {
    const { server, logged } = await start(scriptedBot(() => REPLY));
    server.fail(/callback$/, { status: 500, done: true });
    const known = server.interact(commandInteraction("whats-next"));
    await until(() => server.requests.filter(({ path }) => path.endsWith("callback")).length === 2);
    await wait(50);
    expect(wordsOf(known.message)).toContain("The harbour stays closed.");
    expect(server.arrived).toHaveLength(1);
    expect(logged.filter(({ level }) => level !== "info")).toEqual([]);
  });

  it("that comes too late is not repeated", async () => {
    const { server, logged } = await start(scriptedBot(() => REPLY));
    server.fail(/callback$/, { status: 404, json: { code: 10062, message: "Unknown interaction" } }, 5);
    server.interact(commandInteraction("whats-next"));
    await until(() => logged.some(({ level }) => level === "warn"));
    await wait(400);
    expect(server.requests.filter(({ path }) => path.endsWith("callback"))).toHaveLength(1);
    expect(logged.at(-1)).toMatchObject({ facts: { code: 10062 }, message: expect.stringContaining("too late") });
  });

  it("that another process gave is left alone, and that is said", async () => {
    const { server, logged } = await start(scriptedBot(() => REPLY));
    server.fail(/callback$/, {
      status: 400,
      json: { code: 40060, message: "Interaction has already been acknowledged." },
    });
    server.interact(commandInteraction("whats-next"));
    await until(() => logged.some(({ message }) => message.includes("two processes may be using one token")));
    expect(server.requests.filter(({ path }) => path.endsWith("callback"))).toHaveLength(1);
  });

  it("to which nothing comes back is given up after three seconds", async () => {
    const { server, logged } = await start(scriptedBot(() => REPLY));
    server.fail(/callback$/, "nothing");
    server.interact(commandInteraction("whats-next"));
    await until(() => logged.some(({ level }) => level === "warn"), 4_500);
    expect(server.requests.filter(({ path }) => path.endsWith("callback"))).toEqual([]);
  });

  it("that Discord refuses as wrongly formed is given in plain text", async () => {
    const { server, ask, logged } = await start(scriptedBot(() => REPLY));
    server.fail(/callback$/, { status: 400, json: { code: 50035, message: "Invalid Form Body", errors: {} } });
    const known = server.interact(commandInteraction("whats-next"));
    const message = await until(() => known.message);
    expect(message).toMatchObject({ content: expect.stringContaining("The harbour stays closed. \\[1\\]") });
    expect(known.ack?.ephemeral).toBe(true);
    expect(logged.some(({ level }) => level === "error")).toBe(true);
    expect(await ask(commandInteraction("whats-next"))).toContain("The harbour stays closed.");
  });

  it.each([
    { name: "is refused", failure: { status: 400, json: { code: 50035, message: "Invalid Form Body" } }, times: 1 },
    {
      name: "is held back by a limit",
      failure: { status: 429, json: { message: "limited", retry_after: 0.1 } },
      times: 4,
    },
  ])("whose progress message $name is the first response itself, in time", async ({ failure, times }) => {
    const { server } = await start(scriptedBot(() => wait(1_500, REPLY)));
    server.fail(/callback$/, { ...failure, headers: { "retry-after": "0.1" } }, times);
    const known = server.interact(commandInteraction("whats-next"));
    expect(wordsOf(await until(() => known.message, 4_000))).toContain("The harbour stays closed.");
    expect(known.ack).toMatchObject({ type: 4, ephemeral: true });
  });

  it("whose progress message comes too late, or after another process's, is not sent", async () => {
    for (const code of [10062, 40060]) {
      const { server } = await start(scriptedBot(() => wait(1_000, REPLY)));
      server.fail(/callback$/, { status: 400, json: { code, message: "No" } });
      server.interact(commandInteraction("whats-next"));
      await wait(1_400);
      expect(server.requests.filter(({ path }) => /callback$|@original$/.test(path))).toHaveLength(1);
      await stop?.();
      stop = undefined;
    }
  });

  it("that is edited in goes through failures and limits", async () => {
    const { server } = await start(scriptedBot(() => wait(900, REPLY)));
    server.fail(/@original$/, { status: 500, json: { message: "500", code: 0 } });
    server.fail(/@original$/, {
      status: 429,
      headers: { "retry-after": "0.3" },
      json: { message: "limited", retry_after: 0.3, global: false },
    });
    const known = server.interact(commandInteraction("whats-next"));
    expect(wordsOf(await until(() => known.message, 8_000))).toContain("The harbour stays closed.");
  });

  const HARMFUL = { status: 400, json: { code: 240000, message: "Message blocked by harmful links filter" } };
  const AUTOMOD = { status: 400, json: { code: 200000, message: "Message was blocked by automatic moderation" } };
  const MISSING = { status: 403, json: { code: 50013, message: "Missing Permissions" } };
  const WRONG = { status: 400, json: { code: 50035, message: "Invalid Form Body", errors: {} } };
  const LINKED = answered(
    [
      {
        kind: "lines",
        lines: [line("The harbour stays closed.", [cite(1, { url: "https://press.example/harbour" })])],
      },
    ],
    [note(1)],
  );
  const WAYS = [
    { how: "given at once", slow: false, on: /callback$/ },
    { how: "edited in", slow: true, on: /@original$/ },
  ];
  const waysOf = <T>(cases: readonly T[]) => cases.flatMap((one) => WAYS.map((way) => ({ ...way, ...one })));

  it.each(waysOf([{ failure: HARMFUL }, { failure: AUTOMOD }]))(
    "$how that is refused with $failure.json.code is given without links",
    async ({ slow, on, failure }) => {
      const { server } = await start(scriptedBot(() => (slow ? wait(900, LINKED) : LINKED)));
      server.fail(on, failure);
      const known = server.interact(commandInteraction("whats-next"));
      const { lines, live } = readMessage(await until(() => known.message));
      expect(lines.map(({ text }) => text)).toContain("The harbour stays closed. [1]");
      expect(live.filter(({ what }) => what === "link")).toEqual([]);
    },
  );

  it.each(
    waysOf([
      { failures: [HARMFUL, HARMFUL], why: "Discord considers a link in the message harmful (240000)" },
      { failures: [AUTOMOD, AUTOMOD], why: "a rule of this server's AutoMod blocked the message (200000)" },
      { failures: [MISSING], why: "the bot lacks a permission here (50013)" },
      { failures: [WRONG, WRONG], why: "the message is invalid (50035)" },
    ]),
  )("$how that stays refused is told in a sentence: $why", async ({ slow, on, failures, why }) => {
    const { server, ask } = await start(scriptedBot(() => (slow ? wait(900, LINKED) : LINKED)));
    for (const failure of failures) server.fail(on, failure);
    const told = await ask(commandInteraction("whats-next"));
    expect(told).toBe(`Sorry, Discord won't show this answer here: ${why}.`);
    expect(server.arrived.at(-1)?.ephemeral).toBe(true);
    expect(server.illegal).toEqual([]);
  });

  describe.each([
    { status: 401, json: { code: 50027, message: "Invalid Webhook Token" } },
    { status: 404, json: { code: 10015, message: "Unknown Webhook" } },
  ])("whose token is refused after the progress message ($json.code)", (failure) => {
    const PUBLIC = {
      ...scriptedBot(() => wait(900, REPLY)),
      specs: specs.map((spec) => ({ ...spec, seenBy: "everyone" as const })),
    };

    async function refused(bot: Bot, scene: Scene = {}, prepare: (server: DiscordServer) => void = () => {}) {
      const started = await start(bot);
      const { server } = started;
      server.fail(/@original$/, failure, 10);
      prepare(server);
      const known = server.interact(commandInteraction("whats-next", {}, scene));
      const posts = () => server.arrived.filter(({ kind }) => kind === "post");
      return { ...started, known, posts };
    }
    const asMember = (server: DiscordServer) => void server.members.set(MEMBER, { user: userOf(MEMBER), roles: [] });

    it("goes to the asker directly, where it is for them alone", async () => {
      const { posts, server } = await refused(
        scriptedBot(() => wait(900, REPLY)),
        {},
        asMember,
      );
      const [post] = await until(() => posts().length > 0 && posts());
      expect(post?.channel).toBe(server.directs.get(MEMBER));
      expect(wordsOf(post?.message)).toMatch(/Discord did not let this be shown where you asked.*The harbour/s);
      expect(server.illegal).toEqual([]);
    });

    it("is told as lost in the channel, and not what it says, where they take no messages", async () => {
      const { posts } = await refused(scriptedBot(() => wait(900, REPLY)));
      const [post] = await until(() => posts().length > 0 && posts());
      expect(post?.channel).toBe(CHANNEL);
      expect(wordsOf(post?.message)).toContain("Please ask again.");
      expect(wordsOf(post?.message)).not.toContain("harbour");
    });

    it("stands in the bot's own conversation with the asker", async () => {
      const { posts } = await refused(
        scriptedBot(() => wait(900, REPLY)),
        { directMessage: true },
      );
      const [post] = await until(() => posts().length > 0 && posts());
      expect(post?.channel).toBe(CHANNEL);
      expect(wordsOf(post?.message)).toContain("The harbour stays closed.");
    });

    it("takes the place of the progress message where all can read it", async () => {
      const { known, posts } = await refused(PUBLIC);
      expect(wordsOf(await until(() => known.message))).toContain("The harbour stays closed.");
      expect(posts()).toEqual([]);
    });

    it("is posted in the channel where all can read it and the progress message cannot be found", async () => {
      const { posts } = await refused(PUBLIC, {}, (server) => {
        server.fail(/^PATCH \/channels/, { status: 404, json: { code: 10008, message: "Unknown Message" } });
      });
      const [post] = await until(() => posts().length > 0 && posts());
      expect(wordsOf(post?.message)).toContain("The harbour stays closed.");
    });
  });

  it("whose token is refused for a moment is edited in all the same", async () => {
    const { server } = await start(scriptedBot(() => wait(900, REPLY)));
    server.fail(/@original$/, { status: 401, json: { code: 50027, message: "Invalid Webhook Token" } });
    const known = server.interact(commandInteraction("whats-next"));
    expect(wordsOf(await until(() => known.message))).toContain("The harbour stays closed.");
  });

  it.each([
    { left: 5_000, tries: 2 },
    { left: 100, tries: 1 },
  ])("is tried $tries times with $left ms left of the fourteen minutes", async ({ left, tries }) => {
    let later = 0;
    const bot = scriptedBot(async () => {
      await wait(900);
      later = 14 * 60_000 - 900 - left;
      return REPLY;
    });
    const { server } = await start(bot, { now: () => performance.now() + later });
    server.fail(/@original$/, { status: 500, json: { message: "500", code: 0 } }, 2);
    server.interact(commandInteraction("whats-next"));
    const edits = () => server.requests.filter(({ path }) => path.endsWith("@original"));
    await until(() => edits().length > 0);
    await wait(800);
    expect(edits()).toHaveLength(tries);
  });

  it("leaves no token in the log", async () => {
    const { server, logged, adapter } = await start(scriptedBot(() => wait(900, REPLY)));
    const failures = [
      { status: 403, json: { code: 50013, message: "Missing Permissions" } },
      { status: 500 },
      "broken",
      { status: 404, json: { code: 10015, message: "Unknown Webhook" } },
    ] as const;
    for (const failure of failures) server.fail(/callback|@original/, failure);
    const all = failures.map(() => commandInteraction("whats-next"));
    for (const interaction of all) server.interact(interaction);
    server.fail(/^POST \/channels/, { status: 401, json: { code: 0, message: "401: Unauthorized" } });
    await wait(1_500);
    await adapter.post({ platform: "discord", tenant: SERVER, id: CHANNEL }, REPLY, "key").catch(() => {});
    const text = JSON.stringify(logged);
    expect(logged.length).toBeGreaterThan(3);
    for (const { token } of all) expect(text).not.toContain(token);
    expect(text).not.toContain(TOKEN);
  });
});

describe("many at once", () => {
  it("are each answered once", async () => {
    const bot = scriptedBot(() => REPLY);
    const { server } = await start(bot);
    const all = Array.from({ length: 100 }, () =>
      server.interact(commandInteraction("whats-next", { topic: snowflake() })),
    );
    await until(() => all.every(({ message }) => message));
    expect(server.arrived).toHaveLength(100);
    expect(server.requests.filter(({ path }) => path.endsWith("callback"))).toHaveLength(100);
  });
});
