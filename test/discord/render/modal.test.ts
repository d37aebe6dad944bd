import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Bot, Form, Reply } from "#chat";
import { modalOf } from "../../../src/discord/render/modal.ts";
import { buttonInteraction, MEMBER, modalInteraction } from "../../fakes/discord/payloads.ts";
import { wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, until } from "../../fakes/discord/scene.ts";
import { answered, scriptedBot } from "../../fixtures/content/replies.ts";

const FORM: Form = {
  title: "Report a mistake",
  fields: [{ name: "text", summary: "What is wrong?", kind: "text", long: true }],
  values: {},
  submit: { label: "Send", ask: { command: "report", options: { topic: "harbour" } }, shown: "reply" },
};
const SAID = { kind: "notice", tone: "info", text: "It goes to **whoever** runs <@1> this bot." } as const;
const ASKS: Reply = { ...answered([SAID], []), form: FORM };
const OPENS = "f1report~t=harbour";

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(bot: Bot) {
  const scene = await openScene(bot);
  stop = scene.stop;
  return scene;
}

describe("a form", () => {
  it("opens at a press, and what is written in it is asked once", async () => {
    const bot = scriptedBot(() => ASKS);
    const { server } = await start(bot);
    const pressed = server.interact(buttonInteraction(OPENS));
    expect(await until(() => pressed.modal)).toEqual({
      custom_id: OPENS,
      title: "Report a mistake",
      components: [
        { type: 10, content: "It goes to \\*\\*whoever\\*\\* runs \\<\\@1\\> this bot." },
        {
          type: 18,
          label: "What is wrong?",
          component: { type: 4, custom_id: "text", style: 2, max_length: 1_000, required: true },
        },
      ],
    });
    const sent = modalInteraction(OPENS, { text: "Two\nlines", topic: "harbour" });
    const known = server.interact(sent);
    server.gateway.dispatch("INTERACTION_CREATE", sent);
    await until(() => known.message);
    expect(known.ack).toMatchObject({ type: 4, ephemeral: true });
    expect(bot.asked.slice(1)).toMatchObject([
      { id: sent.id, command: "report", options: { topic: "harbour", text: "Two\nlines" }, by: { id: MEMBER } },
    ]);
    expect(server.illegal).toEqual([]);
  });

  it("that comes late, or that Discord refuses, is told as not opened", async () => {
    let slowMs = 1_000;
    const { server } = await start(scriptedBot(() => wait(slowMs, ASKS)));
    const late = server.interact(buttonInteraction(OPENS));
    expect(wordsOf(await until(() => late.message))).toContain("the form could not be opened. Please try again.");
    expect(late.ack).toMatchObject({ type: 5, ephemeral: true });
    slowMs = 0;
    server.fail(/\/callback$/, { status: 400, json: { code: 50035, message: "Invalid Form Body" } });
    const refused = server.interact(buttonInteraction(OPENS));
    expect(wordsOf(await until(() => refused.message))).toContain("the form could not be opened. Please try again.");
    expect(refused.ack).toMatchObject({ type: 4, ephemeral: true });
  });

  it("is not waited for where there is none any more", async () => {
    const { form: _, ...told } = ASKS;
    const { server } = await start(scriptedBot(() => told));
    const pressed = server.interact(buttonInteraction(OPENS));
    expect(wordsOf(await until(() => pressed.message))).toContain("It goes to **whoever** runs <@1> this bot.");
  });

  it("of another version is told so, and one that is no form is passed over", async () => {
    const bot = scriptedBot(() => ASKS);
    const { server, logged } = await start(bot);
    const old = server.interact(modalInteraction("0old", { text: "x" }));
    expect(wordsOf(await until(() => old.message))).toContain("another version of this bot");
    const whole = modalInteraction(OPENS, { text: "x" });
    for (const data of [undefined, {}, { custom_id: OPENS }, { custom_id: 1, components: [] }])
      server.gateway.dispatch("INTERACTION_CREATE", { ...whole, data });
    await until(() => logged.filter(({ message }) => message.includes("ignored a malformed")).length === 4);
    const odd = [null, "x", {}, { component: null }, { component: { custom_id: "text", value: 1 } }];
    const known = server.interact({
      ...whole,
      id: "1399999999999999999",
      data: { ...whole.data, components: odd },
    } as typeof whole);
    await until(() => known.message);
    expect(bot.asked).toMatchObject([{ command: "report", options: { topic: "harbour" } }]);
  });

  it("is none with too many fields, or more state than an id holds", () => {
    const text = (name: string) => ({ name, summary: name, kind: "text" }) as const;
    const six = { ...FORM, fields: ["a", "b", "c", "d", "e", "f"].map(text) };
    expect(modalOf({ ...ASKS, form: six })).toBeUndefined();
    expect(modalOf({ ...ASKS, form: { ...six, spare: ["b"] } })?.components).toHaveLength(5);
    const long = { ...FORM.submit, ask: { command: "report", options: { topic: "t".repeat(100) } } };
    expect(modalOf({ ...ASKS, form: { ...FORM, submit: long } })).toBeUndefined();
    expect(modalOf(ASKS)).toBeDefined();
  });
});
