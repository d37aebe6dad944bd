import { test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { Block, Form, Reply } from "#chat";
import { renderMessage as slackPayload } from "../../../src/slack/render/message.ts";
import { renderForm, renderModal } from "../../../src/slack/render/modals.ts";
import { faultsInView } from "../../fakes/slack/blocks.ts";
import { judge } from "../../fakes/slack/judge.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { anyReply } from "../../fixtures/content/generated-replies.ts";
import { answered, cite, line, longReply, note, specs } from "../../fixtures/content/replies.ts";

const SAMPLES = {
  heading: [{ kind: "heading", level: "section", text: "What's next" }, "What's next"],
  lines: [{ kind: "lines", lines: [line("Talks begin.", [1])] }, "• Talks begin. [1]"],
  notice: [{ kind: "notice", tone: "info", text: "Nothing yet." }, "Nothing yet."],
  list: [{ kind: "list", items: [{ label: "Harbour", detail: "undated" }] }, "• Harbour · undated"],
  commands: [{ kind: "commands", specs }, "• /whats-next [topic] What comes next in a story"],
  quotes: [
    { kind: "quotes", lines: [line("Talks begin.", [1])] },
    "1. Talks begin. [1]\n[1] The words before. “exact words number 1” The words after.\n[1] Document 1",
  ],
} as const satisfies Record<Block["kind"], readonly [Block, string]>;

describe("a reply as a Slack message", () => {
  it.each(Object.entries(SAMPLES))("shows %s", (_, [block, words]) => {
    expect(readMessage(slackPayload(answered([block], [note(1)]), { seenBy: "asker" })).text).toContain(words);
  });

  it.each([
    ["a channel", { platform: "slack", tenant: "T1", id: "C123" }, "C123"],
    ["a thread's channel", { platform: "slack", tenant: "T1", id: "1700000000.1", parent: "C123" }, "C123"],
    ["a place elsewhere", { platform: "discord", tenant: "1", id: "22" }, undefined],
    ["what is no channel", { platform: "slack", tenant: "T1", id: "everyone" }, undefined],
  ])("names %s where something happened", (_, where, channel) => {
    const notice = { kind: "notice", tone: "info", text: "It is paused.", where } as const;
    const sent = JSON.stringify(slackPayload(answered([notice], []), { seenBy: "asker" }).blocks);
    if (channel) expect(sent).toContain(`"It is paused. Where: "},{"type":"channel","channel_id":"${channel}"}`);
    else expect(sent).toContain(`It is paused. Where: ${where.platform}:${where.tenant}/${where.id}`);
  });

  it("tells notifications and screen readers what it is", () => {
    const one = longReply(5);
    expect(slackPayload(one, { seenBy: "asker" }).text).toBe("Harbour strike: what's happening. 5 points, 5 sources.");
    const none: Reply = {
      outcome: "none",
      title: "No such story",
      blocks: [SAMPLES.notice[0]],
      notes: [],
      actions: [],
    };
    expect(slackPayload(none, { seenBy: "asker" }).text).toBe("No such story. Nothing yet.");
  });

  it("says who shared it, and offers no Share where all can see", () => {
    const share = { label: "Share", ask: { command: "whats-next", options: {} }, shown: "channel" } as const;
    const reply = answered([SAMPLES.lines[0]], [note(1)], { actions: [share] });
    expect(readMessage(slackPayload(reply, { seenBy: "asker" })).text).toContain("Share");
    const sharedBy = { id: "UADA", name: "ada <!channel>" };
    const shared = readMessage(slackPayload({ ...reply, sharedBy }, { seenBy: "everyone" }));
    expect(shared.text).toContain("Shared by ada <!channel>");
    expect(shared.text).not.toMatch(/^Share$/m);
    expect(shared.live).toEqual([]);
  });

  it("links a mark to its words, and nothing else", () => {
    const good = cite(1, { url: "https://paper.example/a#:~:text=words" });
    const bad = cite(2, { url: "javascript:alert(1)" });
    const reply = answered([{ kind: "lines", lines: [line("Talks begin.", [good, bad])] }], [note(1), note(2)]);
    expect(new Set(readMessage(slackPayload(reply, { seenBy: "asker" })).live)).toEqual(
      new Set(["link:https://paper.example/a#:~:text=words"]),
    );
  });

  it("measures a link as it is sent, where letters beyond ASCII take more room", () => {
    const long = cite(1, { url: `https://paper.example/${"é".repeat(600)}` });
    const reply = answered([{ kind: "lines", lines: [line("Talks begin.", [long])] }], [note(1)]);
    expect(readMessage(slackPayload(reply, { seenBy: "asker" })).live).toEqual([]);
  });

  it("lets Slack make nothing of the footer but the date", () => {
    const { blocks } = slackPayload(longReply(1), { seenBy: "asker" });
    const footers = blocks.flatMap((block) => (block.type === "context" ? block.elements : []));
    expect(footers).toMatchObject([{ type: "mrkdwn", verbatim: true }]);
  });

  it("measures a modal in bytes", () => {
    const modal = renderModal(longReply(2_000, "港".repeat(60)), "", { channel: "C1" });
    const bytes = Buffer.byteLength(JSON.stringify(modal));
    expect(bytes).toBeLessThan(250_000);
    expect(bytes).toBeGreaterThan(125_000);
  });

  it("opens in a dialog what is too long for any message", () => {
    const words = "a quote that goes on and on ".repeat(60);
    const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
    const [first = cite(1), ...more] = numbers.map((number) => cite(number, { quote: words }));
    const quotes = { kind: "quotes", lines: [line("Talks begin.", [first, ...more])] } as const;
    const reply = answered(
      [quotes],
      numbers.map((number) => note(number)),
      {
        answers: { command: "sources", options: { topic: "harbour-strike" } },
      },
    );
    const { blocks } = slackPayload(reply, { seenBy: "asker" });
    const buttons = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
    expect(buttons).toMatchObject([
      { action_id: "dialog:0", text: { text: "Open in a dialog" }, value: "1sources~t=harbour-strike" },
    ]);
    const modal = renderModal(reply, "", { channel: "C1" });
    expect(faultsInView(modal)).toEqual([]);
    expect(readMessage({ blocks: modal.blocks }).text.match(/goes on and on/g)?.length).toBe(12 * 60);
  });

  it("says more in a dialog than one element of text takes", () => {
    // Each boundary would fall within a character of two units.
    const around = `a${"🗞".repeat(35_000)}`;
    const quotes = { kind: "quotes", lines: [line("Talks begin.", [cite(1, { before: around })])] } as const;
    const modal = renderModal(answered([quotes], [note(1)]), "", { channel: "C1" });
    expect(faultsInView(modal)).toEqual([]);
    expect(readMessage({ blocks: modal.blocks }).text).toContain(around);
  });

  it("makes a list to choose from of many buttons", () => {
    const actions = Array.from({ length: 30 }, (_, index) => ({
      label: `Story ${index}`,
      ask: { command: "whats-next", options: { topic: `story-${index}` } },
      shown: "reply" as const,
    }));
    const { blocks } = slackPayload({ ...longReply(1), actions }, { seenBy: "asker" });
    const elements = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
    expect(elements.map(({ type }) => type)).toEqual(["static_select"]);
    expect(judge(longReply(1), slackPayload({ ...longReply(1), actions }, { seenBy: "asker" }))).toEqual([]);
  });

  property.prop({ reply: anyReply }, { numRuns: 150 })("is legal and inert whatever the reply", ({ reply }) => {
    for (const seenBy of ["asker", "everyone"] as const)
      expect(judge(reply, slackPayload(reply, { seenBy }))).toEqual([]);
    expect(judge(reply, slackPayload(reply, { seenBy: "asker", total: 5_000 }), 5_000)).toEqual([]);
  });

  property.prop({ reply: anyReply }, { numRuns: 100 })("is a legal modal whatever the reply", ({ reply }) => {
    expect(faultsInView(renderModal(reply, "acme", { channel: "C1" }))).toEqual([]);
  });
});

describe("a form", () => {
  it("asks for what is typed as well as for what is chosen", () => {
    const form: Form = {
      title: "New schedule",
      fields: [
        { name: "topic", summary: "Which story", kind: "topic" },
        { name: "times", summary: "When", kind: "text" },
        { name: "post", summary: "How often", kind: "choice", choices: [{ value: "always", label: "Always" }] },
      ],
      values: { topic: "harbour", times: "daily 09:00" },
      submit: { label: "Next", ask: { command: "briefing-schedule", options: { do: "add" } }, shown: "reply" },
    };
    const view = renderForm({ ...form, labels: { topic: "Harbour" } }, ["Name a story."], { channel: "C1" });
    expect(faultsInView(view)).toEqual([]);
    expect(view.blocks[1]).toMatchObject({ type: "context", elements: [{ text: "Name a story." }] });
    const elements = view.blocks.flatMap((block) =>
      block.type === "input" && "element" in block ? [block.element] : [],
    );
    expect(elements).toMatchObject([
      { type: "external_select", initial_option: { value: "harbour", text: { text: "Harbour" } } },
      { type: "plain_text_input", initial_value: "daily 09:00" },
      { type: "static_select" },
    ]);
  });
});
