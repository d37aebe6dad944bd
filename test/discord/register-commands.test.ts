import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { commands } from "#commands";
import { registerCommands } from "../../src/discord/register-commands.ts";
import { definitionsOf } from "../../src/discord/render/command-definitions.ts";
import { APPLICATION, TOKEN } from "../fakes/discord/payloads.ts";
import { type DiscordServer, openDiscord } from "../fakes/discord/server.ts";

let server: DiscordServer | undefined;
afterEach(() => server?.close());

const log = { info() {}, warn() {}, error() {} };

async function register(options: Partial<Parameters<typeof registerCommands>[0]> = {}) {
  server ??= await openDiscord();
  return registerCommands({
    token: TOKEN,
    applicationId: APPLICATION,
    apiUrl: server.url,
    specs: commands,
    log,
    now: Date.now,
    ...options,
  });
}

afterEach(() => {
  server = undefined;
});

describe("what is offered for a schedule", () => {
  it("is suggested while it is typed, and leaves out what buttons carry", () => {
    const [schedule] = definitionsOf(commands.filter(({ name }) => name === "briefing-schedule"));
    const offered = (schedule?.options ?? []).map((option) => [option.name, "autocomplete" in option]);
    expect(Object.fromEntries(offered)).toEqual({
      topic: true,
      times: true,
      zone: true,
      sections: true,
      post: false,
      publish: false,
      do: false,
      schedule: true,
    });
    expect(JSON.stringify(schedule)).not.toMatch(/draft|"save"|"channel"/);
  });
});

describe("whom a command is offered to", () => {
  const MANAGE_CHANNELS = String(1 << 4);
  const MANAGE_SERVER = String(1 << 5);
  it.each([
    { schedulers: "members" as const, schedules: MANAGE_CHANNELS },
    { schedulers: "admins" as const, schedules: MANAGE_SERVER },
  ])("is everybody, but for schedules and settings, where $schedulers schedule", ({ schedulers, schedules }) => {
    const offered = definitionsOf(commands, { schedulers }).flatMap(({ name, default_member_permissions: needs }) =>
      needs === undefined ? [] : [[name, needs]],
    );
    expect(offered).toEqual([
      ["briefing-schedule", schedules],
      ["nutgraf-settings", MANAGE_SERVER],
    ]);
  });

  it("is told Discord anew when it changes, and only then", async () => {
    expect(await register()).toBe("changed");
    expect(await register()).toBe("unchanged");
    expect(await register({ schedulers: "admins" })).toBe("changed");
    expect(await register({ schedulers: "admins" })).toBe("unchanged");
    expect(await register({ specs: commands.map(({ offeredTo: _, ...spec }) => spec) })).toBe("changed");
  });
});

describe("registering", () => {
  it("puts the commands once, and again only when they differ", async () => {
    expect(await register()).toBe("changed");
    expect(server?.commands()).toHaveLength(commands.length);
    expect(await register()).toBe("unchanged");
    expect(await register({ specs: [...commands].reverse() })).toBe("unchanged");
    expect(await register({ userInstalls: true })).toBe("changed");
    expect(await register({ userInstalls: true })).toBe("unchanged");
    expect(await register({ specs: commands.slice(1) })).toBe("changed");
    expect(await register({ specs: commands.slice(1), translate: (text) => ({ de: `${text}-de` }) })).toBe("changed");
    expect(server?.requests.filter(({ method }) => method === "PUT")).toHaveLength(4);
  });

  it("leaves an entry point and what belongs to messages and people alone", async () => {
    await register();
    const others = [
      { type: 4, name: "launch", handler: 2 },
      { type: 3, name: "Explain this" },
    ];
    server?.commands().push(...others);
    expect(await register()).toBe("unchanged");
    expect(await register({ specs: commands.slice(1) })).toBe("changed");
    expect(server?.commands()).toEqual(expect.arrayContaining(others.map((one) => expect.objectContaining(one))));
  });

  it.each([
    { name: "a wrong token", options: { token: "wrong" }, sentence: "Discord does not accept DISCORD_TOKEN" },
    {
      name: "another application",
      options: { applicationId: "1" },
      sentence: "DISCORD_APPLICATION_ID does not match DISCORD_TOKEN",
    },
  ])("with $name says what to mend", async ({ options, sentence }) => {
    await expect(register(options)).rejects.toThrow(sentence);
  });

  it("says so when the day's new commands are used up", async () => {
    server = await openDiscord();
    server.fail(/^PUT/, {
      status: 400,
      json: { code: 30034, message: "Max number of daily application command creates has been reached (200)" },
    });
    await expect(register()).rejects.toThrow("try again tomorrow");
  });
});

describe("definitions", () => {
  const name = fc.constantFrom("whats-next", "briefing", "a", "x".repeat(32));
  const text = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }).filter((text) => /\w/.test(text)),
    fc.constant("Which story: its name, or part of it"),
  );
  const option = fc.record({
    name: fc.constantFrom("topic", "sections"),
    summary: text,
    kind: fc.constantFrom("topic" as const, "choice" as const),
    many: fc.boolean(),
    choices: fc.array(fc.record({ value: fc.constantFrom("happening", "next"), label: text }), { maxLength: 30 }),
  });
  const spec = fc.record({
    name,
    summary: text,
    hint: text,
    seenBy: fc.constantFrom("asker" as const, "everyone" as const),
    says: fc.constant([]),
    options: fc.uniqueArray(option, { selector: ({ name }) => name }),
  });

  it("of our commands keep within Discord's limits, in every language", () => {
    expect(definitionsOf(commands, { userInstalls: true }).flatMap(illegalDefinition)).toEqual([]);
    expect(definitionsOf(commands).map(({ contexts, integration_types }) => [contexts, integration_types])).toEqual(
      commands.map(() => [[0, 1], [0]]),
    );
  });

  it("of any commands keep within Discord's limits", () => {
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 5 }), (specs) => {
        expect(definitionsOf(specs).flatMap(illegalDefinition)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

function illegalDefinition(command: ReturnType<typeof definitionsOf>[number]): string[] {
  const found: string[] = [];
  const { options = [] } = command;
  const check = (
    what: string,
    {
      name,
      description,
      description_localizations,
    }: Pick<typeof command, "name" | "description" | "description_localizations">,
  ) => {
    if (!NAME.test(name) || name !== name.toLowerCase()) found.push(`${what}: name ${name}`);
    for (const text of [description, ...Object.values(description_localizations ?? {})])
      if (typeof text !== "string" || text.trim().length < 1 || text.length > 100) found.push(`${what}: description`);
  };
  check(command.name, command);
  if (options.length > 25 || new Set(options.map(({ name }) => name)).size !== options.length) found.push("options");
  let characters = command.name.length + command.description.length;
  for (const option of options) {
    check(`${command.name} ${option.name}`, option);
    characters += option.name.length + option.description.length;
    const choices = "choices" in option ? (option.choices ?? []) : [];
    if (choices.length > 25) found.push("choices");
    if (choices.length > 0 && "autocomplete" in option && option.autocomplete)
      found.push("choices beside autocomplete");
    for (const { name, value } of choices) {
      characters += name.length + String(value).length;
      if (name.length < 1 || name.length > 100 || String(value).length > 100) found.push("a choice");
    }
    if ("max_length" in option && Number(option.max_length) > 6_000) found.push("max_length");
  }
  if (characters > 8_000) found.push(`${characters} characters`);
  return found;
}
