import { describe, expect, onTestFinished, test } from "vitest";
import { definitionsOf } from "../../../src/discord/render/command-definitions.ts";
import { modalOf } from "../../../src/discord/render/modal.ts";
import { readPress } from "../../../src/slack/render/buttons.ts";
import { renderMessage } from "../../../src/slack/render/message.ts";
import { renderForm } from "../../../src/slack/render/modals.ts";
import {
  buttonInteraction,
  commandInteraction,
  MEMBER,
  modalInteraction,
  SERVER,
} from "../../fakes/discord/payloads.ts";
import { readMessage as readDiscord, wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, until } from "../../fakes/discord/scene.ts";
import { CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { buttonOf, personAt } from "../../fakes/slack/person.ts";
import { readMessage as readSlack } from "../../fakes/slack/read.ts";
import { answerTo, openHttpRig } from "../../fakes/slack/rig.ts";
import { openStore } from "../../fixtures/stores/stores.ts";
import { contentFolder, openNewsdesk, SAYS, wordsIn } from "../newsdesk.ts";
import { openClock } from "../scene.ts";

const LONG = "The union has told us that no vote was ever held, so it was all wrong.";

async function opened(reviewers: string) {
  const { store, db } = await openStore("embedded");
  const { folder, file } = await contentFolder();
  const desk = await openNewsdesk({ store, folder, clock: openClock(), reviewers });
  return { desk, db, file };
}

describe("a reviewer withdraws a story", () => {
  test("on Slack, by a button or by a form that asks why, and undoes it", async () => {
    const { desk, file } = await opened(`slack:${TEAM}/UADA`);
    const rig = await openHttpRig(desk.bot);
    onTestFinished(() => rig.stop());
    const { slack } = rig;
    const ada = personAt(rig);
    const told = (act: () => Promise<unknown>) => answerTo(slack, act, { isPrivate: false });
    const asked = await told(() => ada.slash("/briefing-withdraw", "walkout"));
    expect(asked.ephemeral).toBe(true);
    expect(readSlack(asked).text).toContain("Withdraw “Rail strike”? It will no longer be shown anywhere");
    const done = await told(() => ada.press(asked, "Withdraw", { channel: CHANNEL }));
    expect(readSlack(done).text).toContain("“Rail strike” is withdrawn: it is no longer shown anywhere.");
    expect(readSlack(await told(() => ada.slash("/whats-happening", "strike"))).text).toContain("No story is called");
    await told(() => ada.press(done, "Undo", { channel: CHANNEL }));
    await desk.library.refresh();
    expect(readSlack(await told(() => ada.slash("/whats-happening", "strike"))).text).toContain(SAYS);

    await ada.press(asked, "Withdraw, and say why", { channel: CHANNEL });
    const [id] = await until(
      () => [...slack.views].find(([, view]) => readSlack(view).text.includes("What was wrong")),
      8_000,
    );
    await ada.submit(id, { why: "It could not be confirmed.\nSorry <!channel>" });
    await until(() => desk.library.current().briefing("strike") === undefined, 8_000);
    await until(() => [...slack.views].some(([, view]) => readSlack(view).text.includes("is withdrawn")), 8_000);
    expect(await file()).toContain('why: "It could not be confirmed. Sorry <!channel>"');
    const status = readSlack(await told(() => ada.slash("/briefing-withdraw", "strike")));
    expect(status.text).toContain("was withdrawn by");
    expect(status.live).toEqual([]);
    const refused = await told(() => ada.slash("/briefing-withdraw", "fares", { user_id: "UBEN" }));
    expect(readSlack(refused).text).toContain(`in your case as slack:${TEAM}/@UBEN`);
    expect(slack.faults).toEqual([]);
  });

  test("as Slack renders it, with a reason that no button carries", async () => {
    const { desk, file } = await opened(`slack:${TEAM}/UADA`);
    const from = { place: { platform: "slack", tenant: TEAM, id: CHANNEL }, by: { id: "UADA" } };
    const options = { topic: "strike", why: LONG };
    const reply = await desk.bot.answer({ id: "typed", command: "briefing-withdraw", options, ...from });
    const { blocks } = renderMessage(reply, { seenBy: "asker", prefix: "", total: 12_000 });
    expect(readSlack({ blocks }).text).toContain(LONG);
    const { action_id, value = "" } = buttonOf({ blocks }, "Withdraw, with this reason");
    const press = (id: string, bot = desk.bot) => {
      const ask = readPress(action_id, value)?.ask ?? { command: "", options: {} };
      return bot.answer({ id, ...from, ...ask });
    };
    // Another process, or the same one started anew, does not know the reason: it asks, and does nothing.
    const other = await opened(`slack:${TEAM}/UADA`);
    const asked = await press("elsewhere", other.desk.bot);
    expect([asked.outcome, asked.actions.map(({ label }) => label)]).toEqual(["choose", ["Withdraw, and say why"]]);
    expect(wordsIn(asked)).toContain("Your reason has expired. Please enter it again.");
    expect(other.desk.library.current().briefing("strike")).toBeDefined();
    expect((await press("pressed")).outcome).toBe("answered");
    expect(desk.library.current().briefing("strike")).toBeUndefined();
    expect(await file()).toContain(`why: "${LONG}"`);
  });

  test("on Discord, with a reason that no button carries", async () => {
    const { desk, file } = await opened(`discord:${SERVER}/@${MEMBER}`);
    const { server, stop } = await openScene(desk.bot);
    onTestFinished(stop);
    const asked = await until(
      () => server.interact(commandInteraction("briefing-withdraw", { topic: "strike", why: LONG })),
      100,
    );
    const message = (await until(() => asked.message, 8_000)) as object;
    expect(wordsOf(message)).toContain(LONG);
    const [button, ...others] = readDiscord(message).controls;
    expect([button?.label, others]).toEqual(["Withdraw, with this reason", []]);
    const done = server.interact(buttonInteraction(button?.id ?? ""));
    expect(wordsOf(await until(() => done.message, 8_000))).toContain("“Rail strike” is withdrawn");
    expect(await file()).toContain(`why: "${LONG}"`);
    expect(server.illegal).toEqual([]);
  });

  test.each([
    [300, "answered"],
    [301, "choose"],
  ] as const)("with %i characters of reason, of which none is left out unsaid", async (length, outcome) => {
    const { desk, file } = await opened(`slack:${TEAM}/UADA`);
    const from = { place: { platform: "slack", tenant: TEAM, id: CHANNEL }, by: { id: "UADA" } };
    const why = "It was wrong in many words. "
      .repeat(11)
      .slice(0, length - 1)
      .concat("!");
    const options = { topic: "strike", sure: "yes", why };
    const reply = await desk.bot.answer({ id: "sent", command: "briefing-withdraw", options, ...from });
    expect(reply.outcome).toBe(outcome);
    if (outcome === "answered") return expect(await file()).toContain(`why: "${why}"`);
    const said = "The reason has 301 characters; at most 300 are shown to readers. Shorten it.";
    expect(reply.form?.problem).toEqual({ field: "why", text: said });
    // All of it is there to be shortened.
    for (const words of [said, why]) expect(wordsIn(reply)).toContain(words);
    expect(desk.library.current().briefing("strike")).toBeDefined();
    expect(await file()).not.toContain("withdrawn");
  });

  test("in a form that takes no more than readers are shown, on both platforms", async () => {
    const { desk } = await opened(`slack:${TEAM}/UADA`);
    const why = desk.bot.specs
      .find(({ name }) => name === "briefing-withdraw")
      ?.options.find(({ name }) => name === "why");
    expect(why?.summary).toContain("At most 300 characters");
    const from = { place: { platform: "slack", tenant: TEAM, id: CHANNEL }, by: { id: "UADA" } };
    const options = { topic: "strike" };
    const reply = await desk.bot.answer({ id: "asked", command: "briefing-withdraw", options, ...from });
    if (!reply.form) throw new Error("there is no form");
    for (const form of [renderForm(reply.form, [], {}), modalOf(reply)])
      expect(JSON.stringify(form)).toContain('"max_length":300');
    const command = definitionsOf(desk.bot.specs).find(({ name }) => name === "briefing-withdraw");
    expect(JSON.stringify(command)).toContain('"max_length":300');
  });

  test("on Discord, by a button or by a form that asks why, and undoes it", async () => {
    const { desk, file } = await opened(`discord:${SERVER}/@${MEMBER}`);
    const { server, stop } = await openScene(desk.bot);
    onTestFinished(stop);
    const command = async (topic: string) =>
      (await until(() => server.interact(commandInteraction("briefing-withdraw", { topic })), 100)) as {
        message?: unknown;
        ack?: { ephemeral?: boolean };
      };
    const asked = await command("walkout");
    await until(() => asked.message, 8_000);
    expect(asked.ack?.ephemeral).toBe(true);
    expect(wordsOf(asked.message)).toContain("Withdraw “Rail strike”?");
    const press = (message: unknown, wanted: string) => {
      const found = readDiscord(message as object).controls.find(({ label }) => label === wanted);
      if (!found) throw new Error(`no button “${wanted}”`);
      return server.interact(buttonInteraction(found.id));
    };
    const done = press(asked.message, "Withdraw");
    expect(wordsOf(await until(() => done.message, 8_000))).toContain("“Rail strike” is withdrawn");
    expect(desk.library.current().briefing("strike")).toBeUndefined();
    const undone = press(done.message, "Undo");
    expect(wordsOf(await until(() => undone.message, 8_000))).toContain("is shown again");
    await desk.library.refresh();
    expect(desk.library.current().briefing("strike")).toBeDefined();

    const opening = press(asked.message, "Withdraw, and say why");
    const modal = (await until(() => opening.modal ?? opening.message, 8_000)) as { custom_id: string };
    const sent = server.interact(modalInteraction(modal.custom_id, { why: "It could not be confirmed @everyone." }));
    expect(wordsOf(await until(() => sent.message, 8_000))).toContain("“Rail strike” is withdrawn");
    expect(await file()).toContain('why: "It could not be confirmed @everyone."');
    const status = await command("strike");
    await until(() => status.message, 8_000);
    expect(wordsOf(status.message)).toContain("was withdrawn by");
    expect(readDiscord(status.message as object).live.filter(({ what }) => what !== "bold")).toEqual([]);
    expect(server.illegal).toEqual([]);
  });
});
