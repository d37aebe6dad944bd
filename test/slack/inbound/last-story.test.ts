import { afterEach, describe, expect, test } from "vitest";
import { BOT_USER, type Message } from "../../fakes/slack/api.ts";
import { type Person, personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";

const NAME = `<@${BOT_USER}>`;
const THREAD = "1700000000.111111";

let rig: HttpRig;
let ada: Person;
afterEach(() => rig.stop());

async function start(scopes: readonly string[] = ["channels:history"]) {
  rig = await openHttpRig(botOver(STORIES));
  for (const scope of scopes) rig.slack.scopes.add(scope);
  ada = personAt(rig);
}
const comingOf = async (act: () => Promise<unknown>): Promise<Message> => {
  const before = rig.slack.messages.length;
  await act();
  return until(() => rig.slack.messages.slice(before).find(({ blocks }) => blocks));
};

describe("in a thread", () => {
  test("a question that names no story is about the last one that was told of", async () => {
    await start();
    await comingOf(() => ada.mention(`${NAME} what's next on the rail strike?`, { ts: THREAD }));
    const why = await comingOf(() => ada.mention(`${NAME} why?`, { ts: "1700000000.222222", thread_ts: THREAD }));
    expect(readMessage(why).text).toContain("The rail-strike matters.");
    await comingOf(() =>
      ada.mention(`${NAME} what's next on rail fares?`, { ts: "1700000000.333333", thread_ts: THREAD }),
    );
    const other = await comingOf(() => ada.mention(`${NAME} why?`, { ts: "1700000000.444444", thread_ts: THREAD }));
    expect(readMessage(other).text).toContain("The rail-fares matters.");
    expect(rig.slack.faults).toEqual([]);
  });

  test("that the app may not read, a story is chosen as ever", async () => {
    await start([]);
    await comingOf(() => ada.mention(`${NAME} what's next on the rail strike?`, { ts: THREAD }));
    const why = await comingOf(() => ada.mention(`${NAME} why?`, { ts: "1700000000.222222", thread_ts: THREAD }));
    expect(readMessage(why).text).toContain("Which story?");
  });

  test("where nothing was asked, thanks are met with silence", async () => {
    await start();
    await ada.mention(`${NAME} thanks!`, { ts: THREAD });
    const answer = await comingOf(() =>
      ada.mention(`${NAME} what's next on the rail strike?`, { ts: "1700000000.222222" }),
    );
    expect(readMessage(answer).text).toContain("A court hears the rail-strike.");
    expect(rig.slack.messages.filter(({ thread_ts }) => thread_ts === THREAD)).toEqual([]);
  });
});
