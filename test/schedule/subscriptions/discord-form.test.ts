import { describe, expect, test } from "vitest";
import type { Options } from "#chat";
import { CHANNEL, SERVER, THREAD } from "../../fakes/discord/payloads.ts";
import { readMessage, wordsOf } from "../../fakes/discord/reading.ts";
import { serverOf } from "../../fakes/discord/scene.ts";
import { EDITOR, openDesk } from "../../fixtures/discord-desk.ts";

const FORUM = "645027906669510999";
const OTHER_CHANNEL = "645027906669510888";
const WISH = { topic: "rail-strike", times: "weekdays 9am", zone: "Europe/London", post: "always" };
const SAVE = "Save and introduce it here";

type Part = {
  readonly label: string;
  readonly description?: string;
  readonly component: Readonly<Record<string, unknown>>;
};

/** What a form asks: for each field what it is, what can be chosen, and what is set. */
function asked({ components }: { components: readonly unknown[] }) {
  const parts = components.filter((one): one is Part => typeof one === "object" && one !== null && "component" in one);
  return parts.map(({ component }) => {
    const options = (component.options ?? []) as readonly { value: string; default?: boolean }[];
    const chosen = options.filter((one) => one.default).map(({ value }) => value);
    const places = (component.default_values ?? []) as readonly { id: string }[];
    const set = component.value ?? [...chosen, ...places.map(({ id }) => id)].join(",");
    return [component.custom_id, component.type, set];
  });
}

describe("setting up a schedule in a form on Discord", () => {
  test("asks for story, channel, times and zone, and for no zone where the server has said it", async () => {
    const desk = await openDesk();
    const form = await desk.useForm({ do: "add" });
    expect(form.title).toBe("New schedule");
    expect(asked(form)).toEqual([
      ["topic", 3, ""],
      ["channel", 8, CHANNEL],
      ["times", 3, ""],
      ["times+", 4, ""],
      ["zone", 4, ""],
    ]);
    const without = await desk.send(form, {
      topic: ["rail-strike"],
      channel: { id: CHANNEL },
      times: ["weekdays 09:00"],
    });
    expect(without.words).toContain("Which time zone are these times in?");
    expect(await desk.saved()).toEqual([]);
    const again = await desk.open(without, "Open the form");
    expect(asked(again).map(([name, , set]) => [name, set])).toEqual([
      ["topic", "rail-strike"],
      ["channel", CHANNEL],
      ["times", "weekdays 09:00"],
      ["times+", ""],
      ["zone", ""],
    ]);
    const whole = {
      topic: ["rail-strike"],
      channel: { id: CHANNEL },
      times: ["weekdays 09:00"],
      "times+": "",
      zone: "london",
    };
    const proposed = await desk.send(again, whole);
    expect(proposed.words).toContain("weekdays at 09:00 (Europe/London, UTC+0 now)");
    expect((await desk.press(proposed, SAVE)).words).toContain("Scheduled. Its first message is here.");
    expect(await desk.saved()).toMatchObject([{ times: "weekdays 09:00", zone: "Europe/London", place: CHANNEL }]);
    expect(await desk.db.selectFrom("tenants").select(["tenant", "zone"]).execute()).toEqual([
      { tenant: SERVER, zone: "Europe/London" },
    ]);
    const second = await desk.open(await desk.use({}), "New schedule");
    expect(asked(second).map(([name]) => name)).toEqual(["topic", "channel", "times", "times+", "post"]);
    const own = await desk.send(second, {
      topic: ["all"],
      channel: { id: CHANNEL },
      times: ["daily 09:00"],
      "times+": "fridays 7:45",
      post: ["always"],
    });
    expect(own.words).toContain("Fridays at 07:45 (Europe/London, UTC+0 now)");
    expect(own.words).toContain("always posted");
    expect(desk.server.illegal).toEqual([]);
  });

  test.each<{ given: Options; set: Options }>([
    { given: { topic: "rail-strike" }, set: { topic: "rail-strike" } },
    { given: { times: "daily 8:30", topic: "" }, set: { times: "daily 8:30" } },
    { given: { topic: "rail-strike", times: "daily 8:30" }, set: { topic: "rail-strike", times: "daily 8:30" } },
  ] satisfies { given: Options; set: Options }[])(
    "opens with what was typed where something is missing: $given",
    async ({ given, set }) => {
      const desk = await openDesk();
      const form = await desk.useForm({ do: "add", ...given });
      const found = Object.fromEntries(asked(form).map(([name, , value]) => [name, value]));
      expect(found).toMatchObject(set);
      expect(desk.server.illegal).toEqual([]);
    },
  );

  test("opens again from what is told of a mistake, with what was typed and why it will not do", async () => {
    const desk = await openDesk();
    const told = await desk.use({ ...WISH, times: "whenever" });
    expect(told.words).toContain("“whenever” has no time of day.");
    const form = await desk.open(told, "Open the form");
    expect(JSON.stringify(form)).toContain("“whenever” has no time of day.");
    const found = Object.fromEntries(asked(form).map(([name, , value]) => [name, value]));
    expect(found).toMatchObject({ topic: "rail-strike", times: "whenever", post: "always" });
    // Zone and parts have no room there; they ride along.
    const proposed = await desk.send(form, {
      topic: ["rail-strike"],
      channel: { id: CHANNEL },
      times: [],
      "times+": "daily 9:00",
      post: ["always"],
    });
    expect(proposed.words).toContain("every day at 09:00 (Europe/London, UTC+0 now)");
    expect(desk.server.illegal).toEqual([]);
  });

  test("sets it up in another channel, where the person may, for those who read there", async () => {
    const desk = await openDesk({ platform: { servers: [withChannel(OTHER_CHANNEL)] } });
    const { server } = desk;
    const elsewhere = withChannel(OTHER_CHANNEL).channels.find(({ id }) => id === OTHER_CHANNEL);
    server.channels.set(OTHER_CHANNEL, { ...elsewhere, guild_id: SERVER });
    const fill = { topic: ["rail-strike"], channel: { id: OTHER_CHANNEL }, times: ["daily 09:00"], zone: "London" };
    const refused = await desk.send(await desk.useForm({ do: "add" }), fill);
    expect(refused.words).toContain("You don't have permission to schedule in that channel.");
    server.gateway.dispatch("GUILD_ROLE_UPDATE", {
      guild_id: SERVER,
      role: { ...serverOf().roles[0], permissions: String((1n << 10n) | (1n << 11n) | (1n << 4n)) },
    });
    const proposed = await desk.send(await desk.useForm({ do: "add" }), fill);
    expect(JSON.stringify(proposed.message)).toContain(`Where: <#${OTHER_CHANNEL}>`);
    const saved = await desk.press(proposed, "Save and introduce it there");
    expect(saved.words).toContain("Scheduled. Its first message is there.");
    expect(await desk.saved()).toMatchObject([{ place: OTHER_CHANNEL, tenant: SERVER }]);
    expect(desk.posts(OTHER_CHANNEL)).toHaveLength(1);
    expect(desk.posts()).toEqual([]);
    expect(server.illegal).toEqual([]);
  });

  test("offers a forum's open threads, and sets it up in the one that is chosen", async () => {
    const desk = await openDesk();
    const { server } = desk;
    server.channels.set(FORUM, { ...serverOf().channels[1], guild_id: SERVER });
    const manager = { ...serverOf().roles[0], permissions: String((1n << 10n) | (1n << 38n) | (1n << 4n)) };
    server.gateway.dispatch("GUILD_ROLE_UPDATE", { guild_id: SERVER, role: manager });
    const thread = {
      id: THREAD,
      type: 11,
      name: "Rail strike",
      parent_id: FORUM,
      guild_id: SERVER,
      thread_metadata: {
        archived: false,
        locked: false,
        auto_archive_duration: 60,
        archive_timestamp: "2026-11-20T09:00:00.000Z",
      },
    };
    server.channels.set(THREAD, thread);
    const fill = { topic: ["rail-strike"], channel: { id: FORUM, type: 15 }, times: ["daily 09:00"], zone: "London" };
    const none = await desk.send(await desk.useForm({ do: "add" }), fill);
    expect(none.words).toContain("no thread of it is open");
    for (const [id, name, parent_id] of [
      [THREAD, "Rail strike", FORUM],
      ["5", "Rail strike", FORUM],
      ["6", "Elsewhere", "7"],
    ])
      server.threads.set(id ?? "", { ...thread, id, name, parent_id });
    const offered = await desk.send(await desk.useForm({ do: "add" }), fill);
    expect(readMessage(offered.message).controls.map(({ label }) => label)).toEqual([
      `Rail strike · ${THREAD}`,
      "Rail strike · 5",
    ]);
    const saved = await desk.press(offered, `Rail strike · ${THREAD}`);
    expect(saved.words).toContain("Scheduled. Its first message is there.");
    expect(await desk.saved()).toMatchObject([{ place: THREAD, parent: FORUM }]);
    expect(desk.posts(THREAD)).toHaveLength(1);
    expect(server.illegal).toEqual([]);
  });
});

describe("changing a schedule on Discord", () => {
  test("opens a form with what is set, and what is left as it is stays", async () => {
    const desk = await openDesk();
    await desk.press(await desk.use({ ...WISH, sections: "happening.next" }), SAVE);
    const card = await desk.use({ do: "show" });
    for (const form of [await desk.open(card, "Change"), await desk.useForm({ do: "change" })]) {
      expect(form.title).toBe("Change schedule");
      expect(asked(form)).toEqual([
        ["topic", 3, "rail-strike"],
        ["times", 4, "weekdays 9am"],
        ["zone", 4, "Europe/London"],
        ["sections", 3, "happening,next"],
        ["post", 3, "always"],
      ]);
    }
    const form = await desk.open(card, "Change");
    const filled = {
      topic: ["rail-fares"],
      times: "weekdays 9am",
      zone: "Europe/London",
      sections: ["next"],
      post: ["always"],
    };
    const saved = await desk.press(await desk.send(form, filled), "Save");
    expect(saved.words).toContain("Changed.");
    expect(await desk.saved()).toMatchObject([
      { topic: "rail-fares", times: "weekdays 9am", sections: "next", only_if_changed: false },
    ]);
    const emptied = await desk.press(await desk.send(form, { ...filled, sections: [] }), "Save");
    expect(emptied.words).toContain("Changed.");
    expect(await desk.saved()).toMatchObject([{ sections: "" }]);
    expect(desk.server.illegal).toEqual([]);
  });
});

describe("a member who may not schedule", () => {
  test("is shown what is scheduled and nothing that would be refused", async () => {
    const desk = await openDesk();
    const nothing = await desk.use({}, {});
    expect(readMessage(nothing.message).controls).toEqual([]);
    expect(nothing.words).toContain("Whoever manages this channel can set up a schedule.");
    await desk.press(await desk.use(WISH), SAVE);
    const member = { member: "80351110224678912" };
    const listed = await desk.use({}, member);
    expect(readMessage(listed.message).controls.map(({ label }) => label)).toEqual(["Rail strike"]);
    const card = await desk.press(listed, "Rail strike", member);
    expect(card.words).toContain("set up by Mason");
    expect(readMessage(card.message).controls).toEqual([]);
    // Whoever set it up may stop it, whatever they may do there now.
    const own = await desk.use({ do: "show" }, {});
    expect(readMessage(own.message).controls.map(({ label }) => label)).toEqual([
      "Pause",
      "Run now",
      "Change",
      "Remove",
    ]);
    expect(readMessage((await desk.use({}, EDITOR)).message).controls.map(({ label }) => label)).toEqual([
      "Rail strike",
      "New schedule",
    ]);
  });
});

describe("where the bot is no member", () => {
  test.each([
    {
      where: "a message between people",
      scene: { groupMessage: true },
      advice: "The bot isn't a member of this conversation",
    },
    {
      where: "a server that has not added it",
      scene: { ...EDITOR, installedBy: "person" as const },
      advice: "The bot is here through your own account only",
    },
  ])("nothing can be scheduled, and it is told where it can: $where", async ({ scene, advice }) => {
    const desk = await openDesk({ discord: { userInstalls: true } });
    const asks: readonly Options[] = [WISH, {}, { do: "add" }];
    for (const options of asks) {
      const { words } = await desk.use(options, scene);
      expect(words).toContain(advice);
      expect(words).toContain("a direct message with it");
      expect(words).not.toMatch(/[Ii]nvite|manages this channel/);
    }
    expect(await desk.saved()).toEqual([]);
    expect(desk.server.illegal).toEqual([]);
  });
});

describe("what helps where a first post is refused", () => {
  test.each([
    { code: 40058, remedy: "Choose one of its threads, then try again." },
    { code: 50008, remedy: "Choose a text channel, then try again." },
    { code: 50013, remedy: "Allow it that in the channel's permissions, then try again." },
    { code: 50001, remedy: "Allow it that in the channel's permissions, then try again." },
    { code: 50083, remedy: "Reopen it, then try again." },
    { code: 160005, remedy: "Unlock it, then try again." },
  ])("fits what is the matter: $code", async ({ code, remedy }) => {
    const desk = await openDesk();
    desk.server.fail(/^POST \/channels\//, { status: 403, json: { code, message: "Refused" } });
    const { words } = await desk.press(await desk.use(WISH), SAVE);
    expect(words).toContain(remedy);
    expect(words).not.toContain("Invite");
    expect(await desk.saved()).toEqual([]);
  });
});

describe("the zone of a server's times", () => {
  test("is asked for once, and in a direct message once as well", async () => {
    const desk = await openDesk();
    const { zone: _, ...wish } = WISH;
    const form = await desk.useForm(wish);
    expect(asked(form).map(([name]) => name)).toContain("zone");
    expect(wordsOf({ components: form.components })).toBeDefined();
    await desk.press(await desk.use({ ...wish, zone: "Kolkata" }), SAVE);
    expect((await desk.use({ ...wish, times: "daily 7:00" })).words).toContain(
      "every day at 07:00 (Asia/Kolkata, UTC+5:30)",
    );
    const direct = { directMessage: true, channel: "1181234567890123777" };
    expect(asked(await desk.useForm(wish, direct)).map(([name]) => name)).toContain("zone");
    await desk.press(await desk.use({ ...wish, zone: "Lima" }, direct), SAVE, direct);
    expect((await desk.use({ ...wish, times: "daily 7:00" }, direct)).words).toContain("(America/Lima, UTC-5)");
  });
});

function withChannel(id: string) {
  const server = serverOf();
  const [text] = server.channels;
  return { ...server, channels: [...server.channels, { ...text, id, name: "elsewhere" }] };
}
