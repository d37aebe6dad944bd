import { describe, expect, it, onTestFinished } from "vitest";
import { commands } from "#commands";
import { registerCommands } from "../../../src/discord/register-commands.ts";
import { APPLICATION, CHANNEL, commandInteraction, SERVER, TOKEN } from "../../fakes/discord/payloads.ts";
import { readMessage, wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, until } from "../../fakes/discord/scene.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { answered, line, note, scriptedBot } from "../../fixtures/content/replies.ts";
import { STORIES } from "../../fixtures/content/stories.ts";

const PLACE = { platform: "discord", tenant: SERVER, id: CHANNEL };
const log = { info() {}, warn() {}, error() {} };

describe("a command that is named", () => {
  it("can be pressed in help, and where it stands in a sentence, once Discord has told its id", async () => {
    const scene = await openScene(botOver(STORIES));
    const { server, adapter } = scene;
    const reconnected = openAgain(scene);
    onTestFinished(async () => {
      await (await reconnected).stop();
      await scene.stop();
    });
    const again = await reconnected;
    const idOf = (name: string) => {
      const found = server.commands().find((one) => (one as { name: string }).name === name) as { id: string };
      return `</${name}:${found.id}>`;
    };
    const known = server.interact(commandInteraction("nutgraf"));
    const live = readMessage(await until(() => known.message)).live.filter(({ what }) => what === "command");
    expect(live.map(({ of }) => of).toSorted()).toEqual(
      commands.map(({ name }) => (name === "nutgraf" ? "</nutgraf:771825006014889984>" : idOf(name))).toSorted(),
    );
    const text = "Try /whats-next, or https://example.org/whats-next, a/whats-next or /whats-next-year.";
    const quoted = line("He typed /whats-next and left.", [1]);
    await again.post(
      PLACE,
      answered(
        [
          { kind: "notice", tone: "info", text },
          { kind: "lines", lines: [quoted] },
        ],
        [note(1)],
      ),
      "k",
    );
    const post = server.arrived.find(({ kind }) => kind === "post");
    expect(readMessage(post?.message).live.filter(({ what }) => what === "command")).toHaveLength(1);
    expect(wordsOf(post?.message)).toContain(
      `Try ${idOf("whats-next")}, or https://example.org/whats-next, a/whats-next`,
    );
    expect(wordsOf(post?.message)).toContain("He typed /whats-next and left.");
    expect(server.illegal).toEqual([]);
    expect(adapter.platform).toBe("discord");
  });

  it("is a word while Discord tells nothing, and the start goes on", async () => {
    const failFirst = { on: /^GET \/applications/, failure: { status: 500, text: "no" } } as const;
    const { server, stop } = await openScene(botOver(STORIES), {}, { failFirst });
    onTestFinished(stop);
    const known = server.interact(commandInteraction("nutgraf", {}));
    expect(wordsOf(await until(() => known.message))).toContain("/whats-next [topic]");
    expect(server.illegal).toEqual([]);
  });

  /** Registered after the start, as on a first day; the next process knows. */
  async function openAgain({ server }: Awaited<ReturnType<typeof openScene>>) {
    const shared = { token: TOKEN, applicationId: APPLICATION, apiUrl: server.url, log };
    await registerCommands({ ...shared, specs: commands, now: Date.now });
    const { openDiscord } = await import("#discord");
    const adapter = await openDiscord({ ...shared, now: Date.now });
    await adapter.start(botOver(STORIES));
    return adapter;
  }
});

describe("an instant", () => {
  it("is shown in each reader's own zone, and nothing else is taken for one", async () => {
    const said = "Mon 23 Nov, 09:00 London";
    const atMs = Date.parse("2026-11-23T09:00:00Z");
    const notice = { kind: "notice", tone: "info", text: `Next: ${said}. Was <t:1:F> and $& too.` } as const;
    const reply = answered(
      [
        { ...notice, instants: [{ said, atMs }] },
        { kind: "list", items: [{ label: said, detail: `next ${said}`, instants: [{ said, atMs }] }] },
        { ...notice, text: said, instants: [{ said, atMs: Number.NaN }] },
      ],
      [],
    );
    const { server, stop, adapter } = await openScene(scriptedBot(() => reply));
    onTestFinished(stop);
    await adapter.post(PLACE, reply, "k");
    const { live, lines } = readMessage(server.arrived[0]?.message);
    expect(live.filter(({ what }) => what === "time").map(({ of }) => of)).toEqual([
      "<t:1795424400:F>",
      "<t:1795424400:F>",
    ]);
    expect(lines.map(({ text }) => text).join("\n")).toContain("Next: <t:1795424400:F>. Was <t:1:F> and $& too.");
    expect(lines.map(({ text }) => text)).toContain(said);
  });
});
