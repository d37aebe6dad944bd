import { test as property } from "@fast-check/vitest";
import { describe, expect, it, vi } from "vitest";
import { CHANGE_WORDS, type Line, marksOf, plain, pointsIn, type Reply } from "#chat";
import { renderMessage, renderPlain } from "../../../src/discord/render/message.ts";
import { illegalMessage, nested } from "../../fakes/discord/limits.ts";
import { readMessage } from "../../fakes/discord/reading.ts";
import { anyReply, hostileText } from "../../fakes/discord/replies.ts";
import { answered, cite, line, longReply, note } from "../../fixtures/content/replies.ts";

/** A thorough run takes `RUNS=10000`. */
const numRuns = Number(process.env.RUNS ?? 25);
vi.setConfig({ testTimeout: 20_000 + numRuns * 300 });
const PRIVATE = { share: true };

describe("generated replies", () => {
  property.prop([anyReply], { numRuns })("keep every limit and the budgets", (reply) => {
    for (const frame of [PRIVATE, { share: false }]) {
      const message = renderMessage(reply, frame);
      expect(illegalMessage(message, "post")).toEqual([]);
      expect(illegalMessage(renderPlain(reply, frame), "post")).toEqual([]);
      const all = nested(message.components);
      const texts = all.flatMap(({ content }) => (typeof content === "string" ? [content] : []));
      expect(all.length).toBeLessThanOrEqual(36);
      expect(texts.join("").length).toBeLessThanOrEqual(3_800);
      expect(texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 12, 0)).toBeLessThanOrEqual(9_500);
    }
  });

  property.prop([anyReply], { numRuns })("let nothing of content come alive", (reply) => {
    for (const message of [renderMessage(reply, PRIVATE), renderPlain(reply, PRIVATE)]) {
      const { live } = readMessage(message);
      const links = live.filter(({ what }) => what === "link").map(({ of }) => of);
      const cites = statements(reply).flatMap(({ cites }) => cites);
      expect(links.every((link) => cites.some(({ url }) => url !== undefined && sameAddress(url, link)))).toBe(true);
      const times = live.filter(({ what }) => what === "time").map(({ of }) => of);
      expect(times.every((time) => time === `<t:${Date.parse(reply.changedAt ?? "") / 1_000}:d>`)).toBe(true);
      const others = live.filter(({ what }) => !["link", "time", "bold"].includes(what));
      // A name that pings nobody.
      expect(others).toEqual(reply.sharedBy ? [{ what: "mention", of: reply.sharedBy.id }] : []);
    }
  });

  property.prop([anyReply], { numRuns })(
    "are cut between statements, each shown with its words, marks and sources",
    (reply) => {
      const shown = readMessage(renderMessage(reply, PRIVATE)).lines.map(({ text }) => text);
      if (shown.includes("This answer is too long for a message here.")) return;
      if (shown.includes("1 point is too long to be shown here.")) return;
      const more = shown.findLast((text) => /^\d+ more points?$/.test(text)) ?? "0";
      const kept = statements(reply).slice(0, statementsIn(reply, pointsIn(reply) - Number.parseInt(more, 10)));
      let at = 0;
      for (const one of kept) {
        // Before a point whose quotes are shown stands its number.
        const isSaid = (text: string) => [text, text.replace(/^\d+\. ?/, "")].includes(sayOf(one));
        at = shown.findIndex((text, index) => index >= at && isSaid(text)) + 1;
        expect(at).toBeGreaterThan(0);
        for (const { source } of one.cites) {
          const { title = "" } = reply.notes.find(({ number }) => number === source) ?? {};
          expect(shown.some((text) => text.includes(flat(title)))).toBe(true);
        }
      }
    },
  );

  property.prop([hostileText(60)], { numRuns: numRuns * 3 })("read as they were written", (text) => {
    const reply = answered(
      [
        { kind: "lines", lines: [line(text, [1])] },
        { kind: "notice", tone: "info", text },
      ],
      [note(1)],
      { title: "T" },
    );
    const { lines, live } = readMessage(renderMessage(reply, PRIVATE));
    if (flat(text).length > 1_500) return;
    expect(lines[1]).toEqual({ kind: "item", text: `${flat(text)} [1]`.trimStart() });
    if (flat(text) !== "") expect(lines[3]).toEqual({ kind: "plain", text: flat(text) });
    expect(live).toEqual([]);
  });
});

describe("a point that no message can hold", () => {
  const huge = "word ".repeat(1_000);
  const after = line("The ships wait outside.", [2]);
  const answers = { command: "sources", options: { topic: "harbour", from: "3" } };
  const said = (reply: Reply, render: typeof renderMessage) => {
    const message = render(reply, PRIVATE);
    expect(illegalMessage(message, "response")).toEqual([]);
    const { lines, controls } = readMessage(message);
    return { text: lines.map(({ text }) => text).join("\n"), ids: controls.map(({ id }) => id) };
  };
  const renderers = [
    { name: "a message", render: renderMessage },
    { name: "plain content", render: renderPlain },
  ];

  it.each(renderers)("is said to be too long in $name, and the button leads past it", ({ render }) => {
    const reply = answered(
      [{ kind: "lines", lines: [line(huge, [1]), after] }],
      [note(1, { title: "One" }), note(2, { title: "Two" })],
      { answers },
    );
    const { text, ids } = said(reply, render);
    expect(text).toContain("1 point is too long to be shown here.");
    expect(text).toContain("1 more point");
    expect(text).not.toContain("does not fit");
    expect(ids).toEqual(["p1sources~t=harbour~f=4"]);
    const alone = said({ ...reply, blocks: [{ kind: "lines", lines: [line(huge, [1])] }] }, render);
    expect(alone.text).toContain("1 point is too long to be shown here.");
    expect(alone.ids).toEqual([]);
  });

  it.each(renderers)("for its quotes is said without them in $name", ({ render }) => {
    const closed = line("The harbour stays closed.", [cite(1, { quote: huge })]);
    const reply = answered([{ kind: "quotes", lines: [closed, after] }], [note(1), note(2)], {
      answers,
    });
    const { text, ids } = said(reply, render);
    expect(text).toContain("The harbour stays closed. [1]");
    expect(text).toContain("The quotes behind this point are too long to be shown here.");
    expect(ids).toEqual(["p1sources~t=harbour~f=4"]);
  });
});

describe("content at the beginning of a line", () => {
  const openers = ["1.", " 12.", "1)", "-", "+", "*", "#", "###", "-#", ">", ">>>"];
  it.each(openers)("makes no block of %j", (opener) => {
    const text = `${opener} one`;
    const reply = answered(
      [
        { kind: "lines", lines: [line(text, [1])] },
        { kind: "notice", tone: "info", text },
      ],
      [note(1)],
    );
    const { lines, live } = readMessage(renderMessage(reply, PRIVATE));
    expect(lines[1]).toEqual({ kind: "item", text: `${text.trim()} [1]` });
    expect(lines[3]).toEqual({ kind: "plain", text: text.trim() });
    expect(live).toEqual([]);
  });
});

describe("a long answer", () => {
  it("says what is left out and leads on to it", () => {
    const message = renderMessage(longReply(400), PRIVATE);
    const { lines, controls } = readMessage(message);
    const told = lines.filter(({ kind }) => kind === "item").length;
    expect(lines.map(({ text }) => text)).toContain(`${400 - told} more points`);
    expect(controls[0]).toEqual({
      label: `Show ${400 - told} more points`,
      id: `p1whats-next~t=harbour-strike~f=${told}`,
    });
  });

  it("counts bytes where letters take three", () => {
    const message = renderMessage(longReply(400, "港は閉鎖されたままで船は外で待っている".repeat(6)), PRIVATE);
    const texts = nested(message.components).flatMap(({ content }) => (typeof content === "string" ? [content] : []));
    expect(texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 12, 0)).toBeGreaterThan(8_000);
    expect(illegalMessage(message, "response")).toEqual([]);
  });
});

describe("an answer of long lines in letters of three bytes", () => {
  it("is cut by its bytes while characters are left", () => {
    const lines = Array.from({ length: 30 }, () => line("港は閉鎖されたままで船は外で待っている".repeat(20), [1]));
    const message = renderMessage(answered([{ kind: "lines", lines }], [note(1)]), PRIVATE);
    const texts = nested(message.components).flatMap(({ content }) => (typeof content === "string" ? [content] : []));
    expect(texts.join("").length).toBeLessThan(3_400);
    expect(illegalMessage(message, "response")).toEqual([]);
  });
});

describe("sources", () => {
  const address = "https://press.example/story?a=(1)&b=2#:~:text=exact%20words";
  const cited = answered(
    [{ kind: "quotes", lines: [line("The harbour stays closed.", [cite(1, { url: address })])], first: 3 }],
    [note(1, { title: "Port notice", published: "2026-11-20" })],
    { asOf: "2026-11-20", changedAt: "2026-11-20T09:00:00.000Z" },
  );

  it("stand in their surroundings, with document, date and a link that shows no preview", () => {
    const message = renderMessage(cited, PRIVATE);
    expect(readMessage(message).lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "heading Harbour strike",
      "plain 3. The harbour stays closed. [1]",
      "quote [1] The words before. “exact words number 1” The words after.",
      "small [1] Port notice · 2026-11-20",
      "small 1 source, as of 2026-11-20 · Quotes checked · Changed <t:1795165200:d>",
    ]);
    const raw = JSON.stringify(message);
    expect(raw).toContain("[1](<https://press.example/story?a=%281%29&b=2#:~:text=exact%20words>)");
  });

  it.each(["https://user@press.example/a", "https://:secret@press.example/a", "https://user:secret@press.example/a"])(
    "are not linked at %s: who is named there is not the site",
    (url) => {
      for (const kind of ["lines", "quotes"] as const) {
        const reply = answered([{ kind, lines: [line("The harbour stays closed.", [cite(1, { url })])] }], [note(1)]);
        expect(readMessage(renderMessage(reply, PRIVATE)).live.filter(({ what }) => what !== "bold")).toEqual([]);
      }
    },
  );

  const words = (number: number) => `https://press.example/a?b=(1)#:~:text=words%20${number}`;
  const linksIn = (reply: Reply) =>
    readMessage(renderMessage(reply, PRIVATE))
      .live.filter(({ what }) => what === "link")
      .map(({ of }) => of.replaceAll("%28", "(").replaceAll("%29", ")"));

  it("are marked after each statement by their number, which leads to that statement's own words", () => {
    const reply = answered(
      [
        {
          kind: "lines",
          lines: [
            line("The harbour stays closed.", [cite(1, { url: words(1) }), cite(1, { url: words(2) }), cite(2)]),
            line("Ferries wait.", [cite(1, { url: words(3) })]),
          ],
        },
      ],
      [note(1), note(2)],
    );
    expect(readMessage(renderMessage(reply, PRIVATE)).lines.slice(1, 5)).toEqual([
      { kind: "item", text: "The harbour stays closed. [1][2]" },
      { kind: "item", text: "Ferries wait. [1]" },
      { kind: "small", text: "[1] Document 1" },
      { kind: "small", text: "[2] Document 2" },
    ]);
    expect(linksIn(reply)).toEqual([words(1), words(3)]);
  });

  it("give their links up before any statement goes: each then leads to its first words", () => {
    const long = (number: number) => `${words(number)}${"%20and%20on".repeat(25)}`;
    const lines = Array.from({ length: 18 }, (_, index) =>
      line(`Statement ${index} of what is said about the harbour today.`, [cite(1, { url: long(index) })]),
    );
    const reply = answered([{ kind: "lines", lines }], [note(1)]);
    const read = readMessage(renderMessage(reply, PRIVATE));
    expect(read.lines.filter(({ kind }) => kind === "item")).toHaveLength(18);
    expect(read.lines.at(-2)).toEqual({ kind: "small", text: "[1] Document 1 · Read" });
    expect(linksIn(reply)).toEqual([long(0)]);
  });

  it("are written out where a link is too long for an answer", () => {
    const long = line("The harbour stays closed.", [cite(1, { url: `https://press.example/${"a".repeat(500)}` })]);
    const reply = answered([{ kind: "lines", lines: [long] }], [note(1)]);
    expect(readMessage(renderMessage(reply, PRIVATE)).live).toEqual([]);
    const quoted = answered([{ kind: "quotes", lines: [long] }], [note(1)]);
    expect(readMessage(renderMessage(quoted, PRIVATE)).live.map(({ what }) => what)).toEqual(["link", "bold"]);
  });
});

describe("a choice", () => {
  const choice = (count: number): Reply => ({
    outcome: "choose",
    title: "Choose a story",
    blocks: [{ kind: "notice", tone: "info", text: "Which story?" }],
    notes: [],
    actions: Array.from({ length: count }, (_, index) => ({
      label: `Story ${index}`,
      ask: { command: "whats-next", options: { topic: `story-${index}` } },
      shown: "reply",
    })),
  });

  it.each([2, 25, 40])("of %i stories is a menu", (count) => {
    const message = renderMessage(choice(count), PRIVATE);
    expect(illegalMessage(message, "response")).toEqual([]);
    const { lines, controls, placeholder } = readMessage(message);
    expect(controls).toHaveLength(Math.min(25, count));
    const left = lines.map(({ text }) => text).filter((text) => text.includes("more"));
    expect(left).toEqual(
      count > 25 ? [`${count - 25} more are not in this menu: ask again with a part of the name.`] : [],
    );
    expect(controls[0]).toEqual({ label: "Story 0", id: "p1whats-next~t=story-0" });
    expect(placeholder).toBe(count > 25 ? "Choose (the first 25)" : "Choose");
  });
});

describe("a choice that no menu can hold", () => {
  it("is counted among those left out", () => {
    const actions = ["harbour", "h".repeat(120)].map((topic) => ({
      label: topic,
      ask: { command: "whats-next", options: { topic } },
      shown: "reply" as const,
    }));
    const reply: Reply = { ...answered([], []), outcome: "choose", title: "Choose a story", actions };
    for (const message of [renderMessage(reply, PRIVATE), renderPlain(reply, PRIVATE)]) {
      const { lines, controls } = readMessage(message);
      expect(controls.map(({ label }) => label)).toEqual(["harbour"]);
      expect(lines.at(-1)?.text).toBe("1 more is not in this menu: ask again with a part of the name.");
    }
  });
});

describe("a public message", () => {
  it("offers no share", () => {
    const reply = {
      ...longReply(2),
      actions: [{ label: "Share", ask: { command: "whats-next", options: {} }, shown: "channel" as const }],
    };
    expect(readMessage(renderMessage(reply, PRIVATE)).controls.map(({ label }) => label)).toEqual(["Share"]);
    expect(readMessage(renderMessage(reply, { share: false })).controls).toEqual([]);
  });
});

function sayOf(line: Line): string {
  const said = line.change === undefined ? "" : CHANGE_WORDS[line.change];
  const marks = marksOf(line).map(({ source }) => `[${source}]`);
  return `${said}${flat(line.text)} ${marks.join("")}`.trimStart();
}

/** Text as it must be read: on one line, its letters untouched. */
function flat(text: string): string {
  return plain(text).replace(/\s+/g, " ").trim();
}

function statements({ blocks }: Reply): Line[] {
  return blocks.flatMap((block) => (block.kind === "lines" || block.kind === "quotes" ? block.lines : []));
}

/** How many of the first so many points are statements. */
function statementsIn(reply: Reply, points: number): number {
  let left = points;
  let found = 0;
  for (const block of reply.blocks) {
    const size = Math.min(left, pointsIn({ ...reply, blocks: [block] }));
    if (block.kind === "lines" || block.kind === "quotes") found += size;
    left -= size;
  }
  return found;
}

function sameAddress(url: string, link: string): boolean {
  const strip = (text: string) =>
    decodeURI(text.replace(/%(?:28|29|2A|5F|5C|60|7C|22|3C|3E|20)/gi, "")).replace(/[()*_\\`|"<> ]/g, "");
  try {
    return strip(new URL(url).href) === strip(link);
  } catch {
    return false;
  }
}
