import { afterEach, describe, expect, test } from "vitest";
import { pack } from "#chat";
import { openTrial } from "../../../src/app/web/try-schedule.ts";
import { discordPreview } from "../../../src/discord/render/preview.ts";
import { slackPreview } from "../../../src/slack/render/preview.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { type Served, serve } from "../server.ts";

/** A Saturday; the clocks of London were set back four weeks before. */
const NOW = Date.parse("2026-11-21T12:00:00Z");
const VISITOR = { headers: { Host: "example.org" } };

let served: Served;
afterEach(() => served.close());

async function open(now = NOW, options: Parameters<typeof serve>[1] = {}): Promise<void> {
  const trySchedule = openTrial(
    botOver(STORIES),
    () => STORIES,
    () => now,
    () => "an id",
  );
  served = await serve(STORIES, { previews: [slackPreview(), discordPreview], trySchedule, ...options });
}

const asked = (words: string, more: Record<string, string> = {}) => `/?${new URLSearchParams({ ask: words, ...more })}`;

/** The form's address, as a browser sends it. */
function filled(fields: Record<string, string>): string {
  const names = Object.entries(fields).map(([name, value]): [string, string] => [`o.${name}`, value]);
  const token = pack({ command: "briefing-schedule", options: { do: "add" } });
  return `/?${new URLSearchParams([["do", token], ...names])}`;
}

const textOf = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ")
    .trim();

/** The runs that a page shows: when, and what of it. */
function runsOf(body: string): string[] {
  const [, channel = ""] = /<aside id="side" class="channel"([\s\S]*?)<\/aside>/.exec(body) ?? [];
  return channel
    .split('<li><p class="when">')
    .slice(1)
    .map((part) => {
      const [when = "", rest = ""] = part.split("</p>", 2).map(textOf);
      const says = /Nothing is posted|Nothing changed since|set up a briefing|is close to being settled/.exec(
        textOf(part),
      );
      return `${when}: ${says?.[0] ?? rest}`;
    });
}

describe("a schedule is tried", () => {
  const WEEKDAYS = [
    "When it is set up: set up a briefing",
    "Mon 23 Nov, 09:00 UTC: is close to being settled",
    "Tue 24 Nov, 09:00 UTC: Nothing is posted",
    "Wed 25 Nov, 09:00 UTC: Nothing is posted",
    "Thu 26 Nov, 09:00 UTC: Nothing is posted",
    "Fri 27 Nov, 09:00 UTC: Nothing is posted",
    "Mon 30 Nov, 09:00 UTC: Nothing changed since",
  ];

  test.each([
    ["as the command is typed", asked("/briefing-schedule rail-strike weekdays 09:00")],
    ["by an alias of a story", asked("/briefing-schedule walkout weekdays 09:00")],
    [
      "in the form",
      filled({ topic: "rail-strike", times: "weekdays 09:00", zone: "UTC", sections: "", post: "changes" }),
    ],
    ["in the form, with as little as can be", filled({ topic: "rail-strike", times: "weekdays 09:00" })],
  ])("%s", async (_, path) => {
    await open();
    const { status, body } = await served.send(path);
    expect([status, served.failures]).toEqual([200, []]);
    expect(runsOf(body)).toEqual(WEEKDAYS);
    expect(textOf(body)).toContain("nothing is saved or posted");
  });

  test.each<[string, Record<string, string>, number, string[]]>([
    [
      "always: each run is posted",
      { topic: "rail-strike", times: "mon,thu 16:00", post: "always" },
      NOW,
      ["Mon 23 Nov, 16:00 UTC", "Thu 26 Nov, 16:00 UTC", "Mon 30 Nov, 16:00 UTC"].map(
        (at) => `${at}: is close to being settled`,
      ),
    ],
    [
      "a zone: times are of that place",
      { topic: "rail-strike", times: "daily 8:30", zone: "Asia/Kolkata", post: "always" },
      NOW,
      ["Sun 22 Nov, 08:30 Kolkata: is close to being settled"],
    ],
    [
      "a night in which clocks are set forward",
      { topic: "rail-strike", times: "daily 01:30", zone: "Europe/London", post: "always" },
      Date.parse("2027-03-27T12:00:00Z"),
      ["Sun 28 Mar, 02:00 London: is close to being settled", "Mon 29 Mar, 01:30 London: is close to being settled"],
    ],
    [
      "all stories",
      { topic: "all", times: "daily 8:30", zone: "UTC" },
      NOW,
      ["Sun 22 Nov, 08:30 UTC: is close to being settled", "Mon 23 Nov, 08:30 UTC: Nothing is posted"],
    ],
  ])("%s", async (_, fields, now, first) => {
    await open(now);
    const { body } = await served.send(filled(fields));
    expect(runsOf(body).slice(1, 1 + first.length)).toEqual(first);
  });

  test("with parts of a briefing, only those are posted", async () => {
    await open();
    const { body } = await served.send(filled({ topic: "rail-strike", times: "daily 8:30", sections: "important" }));
    expect(textOf(body)).toContain("The rail-strike matters.");
    expect(body).not.toContain("is close to being settled");
    expect(body).toContain('<option value="important" selected>');
  });

  test.each([
    ["/briefing-schedule", "Name a story and when to post it"],
    ["/briefing-schedule rail-strike", "Name a story and when to post it"],
    ["/briefing-schedule list", "Name a story and when to post it"],
    ["schedule", "Name a story and when to post it"],
    ["/briefing-schedule rail", "Several stories match “rail”."],
    ["/briefing-schedule zebra daily 8:30", "No story is called “zebra”"],
  ])("%s asks for what is missing, and shows no channel", async (words, says) => {
    await open();
    const { status, body } = await served.send(asked(words));
    expect([status, runsOf(body)]).toEqual([200, []]);
    expect(textOf(body)).toContain(says);
    expect(body).not.toContain('id="side"');
  });

  test.each([
    [{ times: "now and then" }, "“now and then” has no time of day."],
    [{ times: "* * * * *" }, "That is too often: the limit is every 15 minutes."],
    [{ times: "0 0 31 2 *" }, "never occurs: there is no such day."],
    [{ times: "daily 8:30", zone: "Mars" }, "Unknown time zone “Mars”."],
    [{ times: '"><script>alert(1)</script>' }, "“1” could be morning or evening"],
    [{ times: "daily 8:30", zone: '"><img src=x>' }, "Unknown time zone “"],
  ])("%j is met with what is wrong, and what was filled in stays", async (fields, says) => {
    await open();
    const { body } = await served.send(filled({ topic: "rail-strike", ...fields }));
    expect([textOf(body).includes(says), runsOf(body)]).toEqual([true, []]);
    expect(body).not.toMatch(/<script>|<img/);
    expect(body).toContain('value="rail-strike"');
  });

  test("what is typed leads back to the same", async () => {
    await open();
    const { body } = await served.send(filled({ topic: "rail-strike", times: "mon,thu 16:00", zone: "Europe/London" }));
    const [, typed = ""] = /data-typed="([^"]*)"/.exec(body) ?? [];
    expect(typed).toBe("/briefing-schedule rail-strike mon,thu 16:00");
    expect(runsOf((await served.send(asked(typed))).body)[1]).toBe("Mon 23 Nov, 16:00 UTC: is close to being settled");
  });

  test.each([
    ["slack", "preview-slack"],
    ["discord", "preview-discord"],
  ])("as %s shows it, posted for all to read", async (as, look) => {
    await open();
    const { body } = await served.send(asked("/briefing-schedule rail-strike weekdays 09:00", { as }));
    expect(body.match(new RegExp(`class="preview ${look}"`, "g"))).toHaveLength(3);
    expect(body).not.toContain("Only visible to you");
  });

  test("a visitor tries what is for everyone, and whoever is logged in what is for the place they name", async () => {
    const path = (topic: string, from: string) => asked(`/briefing-schedule ${topic} daily 8:30`, { from });
    await open();
    expect((await served.send(path("merger", "slack:T1/C1"))).body).toContain("The merger is close to being settled.");
    for (const [topic, from, visitor] of [
      ["merger", "slack:T1/C1", VISITOR],
      ["merger", "slack:T2/C1", {}],
      ["layoffs", "slack:T1/C1", {}],
    ] as const) {
      const { body } = await served.send(path(topic, from), visitor);
      expect([topic, from, runsOf(body)]).toEqual([topic, from, []]);
      expect(body).not.toMatch(topic === "merger" ? /merger is close|Quiet merger/ : /layoffs is close|Layoffs/);
    }
    const all = await served.send(path("all", "slack:T1/C9"), VISITOR);
    expect(runsOf(all.body).length).toBe(7);
    expect(all.body).not.toMatch(/merger|layoffs|leak/i);
  });

  test("the first page leads to it, where schedules can be tried", async () => {
    await open();
    const { body } = await served.send("/");
    const [, href = ""] = /<a class="ask" href="([^"]+)">Try a schedule</.exec(body) ?? [];
    expect(runsOf((await served.send(href.replaceAll("&amp;", "&"))).body)).toHaveLength(7);
    await served.close();
    served = await serve(STORIES);
    expect((await served.send("/")).body).not.toContain("Try a schedule");
    const refused = await served.send(asked("/briefing-schedule rail-strike daily 8:30"));
    expect(refused.body).toContain("Schedules work in Slack and Discord only");
  });
});
