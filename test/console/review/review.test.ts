import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { writeFiles } from "../../fixtures/content/folder.ts";
import { smallDisk, whyNoSmallDisk } from "../../fixtures/stores/small-disk.ts";
import { DRAFT, reviewRoom, WIRE } from "./desk.ts";

const TARGET = "briefings/rail-strike.md";
const FILE = "drafts/rail-strike.md";
let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function open(...given: Parameters<typeof reviewRoom>) {
  const room = await reviewRoom(...given);
  close = room.served.close;
  return room;
}

describe("the list of drafts", () => {
  test("tells how each stands", async () => {
    const broken = DRAFT.replace('4 December at noon"', '5 December"').replace("stays open all", "stays closed all");
    const { look } = await open({ "drafts/harbor.md": broken.replace("Rail strike", "Harbor"), [TARGET]: DRAFT });
    const { text } = await look("/review");
    expect(text).toContain(
      "Harbor harbor · 3 statements · a new briefing · 1 thing to fix · 1 doubt · Drafted by machine, not yet reviewed",
    );
    expect(text).toContain("Rail strike rail-strike · 3 statements · changes a published briefing · no doubts found");
  });

  test("says so where there is none", async () => {
    const { look, path } = await open();
    await rm(path(FILE));
    expect((await look("/review")).text).toContain("No drafts.");
    const { served } = await open();
    expect((await served.send("/review/harbor")).status).toBe(404);
  });
});

test.each(["/review", "/review/Rail", `/review/${"a".repeat(49)}`, "/review/rail-strike/check/all"])(
  "%s takes no form",
  async (path) => {
    const { served } = await open();
    const { status, headers } = await served.send(path, { method: "POST" });
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
    expect((await served.send("/review/rail-strike", { method: "POST" })).status).toBe(403);
  },
);

describe("a draft on the page", () => {
  test("is shown statement by statement, each beside its quote and against what is published", async () => {
    const published = DRAFT.replace("- The harbor stays open all week. [^2]\n", "")
      .replace(/\[\^2\]:.*\n/, "")
      .replace("4 December at noon. ", "4 December. ")
      .replace('4 December at noon"', '4 December"')
      .replace("drafted: machine\n", "");
    const { look } = await open({ [TARGET]: published });
    const page = await look();
    expect(page.cards.map(({ says, state, section }) => [says, state, section])).toEqual([
      ["The strike begins on 4 December at noon.", "reworded", "What's happening"],
      ["The harbor stays open all week.", "new", "What's happening"],
      ["The second pier reopens on 9 December.", "as published", "What's next"],
    ]);
    expect(page.cards.map(({ quotes }) => quotes)).toEqual([
      ["The strike begins on 4 December at noon"],
      ["The harbor stays open all week"],
      ["The second pier reopens on 9 December"],
    ]);
    expect(page.cards[0]?.check).toBe("No difference from the quoted words found.");
    expect(page.text).toContain("Against what is publishedThe strike begins on 4 December.");
    expect(page.text).toMatch(/only here: \+at noon/);
    expect(page.text).toContain("No longer saidThe strike begins on 4 December.");
    expect([page.progress, page.blocks]).toEqual(["0 of 3 looked at", ["Next: statement 1"]]);
  });

  test("tells a difference in words and marks", async () => {
    const { look } = await open({ [FILE]: DRAFT.replace("on 9 December. [", "on 19 December. [") });
    const { check } = (await look()).cards[2] ?? {};
    expect(check).toMatch(/^Differs here: .*“19.*“9/);
    expect(check).toMatch(/only here: \+19/);
    expect(check).toMatch(/only in the quoted words: −9/);
  });

  test("shows what the draft's own list says beside the statement it is about", async () => {
    const list = "- “The harbor stays open all week.”: it names a day\n- “What's next”: a suggestion\n";
    const { look } = await open({ "drafts/rail-strike.review.txt": list });
    const page = await look();
    expect([...page.document.querySelectorAll(".card .hints li")].map((one) => one.textContent)).toEqual([
      "Look: it names a day",
    ]);
    expect(page.text).toContain("1 thing to look at in the whole“What's next”: a suggestion");
  });

  test("is text only, whatever it holds", async () => {
    const evil = DRAFT.replace("title: Rail strike", 'title: "<script>alert(1)</script> \\u202Egnol"').replace(
      "The harbor stays open all week. [^2]",
      'The "><img src=x onerror=alert(1)> harbor. [^2]',
    );
    const { served } = await open({
      [FILE]: evil,
      "sources/wire.md": `The harbor </textarea><script>alert(2)</script> stays open.\n`,
    });
    const { body, headers } = await served.send("/review/rail-strike");
    expect(body).not.toMatch(/<script>|<img|\u202e/);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });
});

describe("a change", () => {
  test.each<
    [string, (page: Awaited<ReturnType<Awaited<ReturnType<typeof open>>["look"]>>) => Promise<unknown>, string[]]
  >([
    [
      "drop",
      (page) => page.press(`drop ${page.cards[0]?.id}`),
      ["The harbor stays open all week.", "The second pier reopens on 9 December."],
    ],
    [
      "down",
      (page) => page.press(`down ${page.cards[0]?.id}`),
      [
        "The harbor stays open all week.",
        "The strike begins on 4 December at noon.",
        "The second pier reopens on 9 December.",
      ],
    ],
    [
      "up",
      (page) => page.press(`up ${page.cards[1]?.id}`),
      [
        "The harbor stays open all week.",
        "The strike begins on 4 December at noon.",
        "The second pier reopens on 9 December.",
      ],
    ],
    [
      "into the next section",
      (page) => page.press(`down ${page.cards[1]?.id}`),
      [
        "The strike begins on 4 December at noon.",
        "The harbor stays open all week.",
        "The second pier reopens on 9 December.",
      ],
    ],
  ])("%s is written at once, and nothing else of the file changes", async (what, deal, says) => {
    const { look, read, folder } = await open();
    await deal(await look());
    const page = await look();
    expect(page.cards.map((card) => card.says)).toEqual(says);
    if (what === "into the next section") expect(page.cards[1]?.section).toBe("Why it's important");
    expect(await read(FILE)).toMatch(/^---\ntitle: Rail strike\ndrafted: machine\n---\n\n## What's happening\n/);
    expect((await loadLibrary(folder)).briefing("rail-strike")).toBeUndefined();
  });

  test("of words is checked and saved, what else is typed and ticked stays, and what is reworded is to be looked at anew", async () => {
    const { look, read } = await open();
    const page = await look();
    const [first, second, third] = page.cards;
    page.tickAll();
    page.type(`text.${first?.id}`, "The strike begins\r\non 4 December.");
    page.type(`text.${third?.id}`, "The second pier opens again.");
    const after = await page.press(`save ${first?.id}`);
    expect(after.status).toBe(200);
    expect(after.cards.map(({ says, told }) => [says, told])).toEqual([
      ["The strike begins on 4 December.", "Saved."],
      ["The harbor stays open all week.", ""],
      ["The second pier opens again.", ""],
    ]);
    expect(after.cards[2]?.check).toMatch(/^Not saved yet\./);
    expect(after.progress).toBe("2 of 3 looked at");
    expect([...after.document.querySelectorAll("input[checked]")].map((box) => box.getAttribute("value"))).toEqual([
      second?.id,
    ]);
    expect(await read(FILE)).toContain("- The strike begins on 4 December. [^1]");
    expect(await read(FILE)).toContain("- The second pier reopens on 9 December. [^3]");
  });

  test("that would be withheld is not saved: why stands beside the field, and the words stay", async () => {
    const { look, read } = await open();
    const page = await look();
    const id = page.cards[0]?.id ?? "";
    page.type(`quote.${id}.0`, "The strike begins on 5 December");
    const after = await page.press(`save ${id}`);
    expect(after.status).toBe(400);
    expect(after.cards[0]?.told).toBe("Not saved: as it stands it would be withheld.");
    expect(after.cards[0]?.check).toMatch(
      /Not publishable: .*“The strike begins on 5 December” is not in .*Nearest: “/,
    );
    expect(after.fields()).toContainEqual([`quote.${id}.0`, "The strike begins on 5 December"]);
    expect(await read(FILE)).toBe(DRAFT);
  });

  test.each([
    ["other words of the source", "wire", "The union announced it", true],
    ["words of another source", "memo", "Nobody told the union of it", true],
    ["a source that is not there", "nowhere", "The union announced it", false],
  ])("points a citation at %s", async (_, source, quote, isSaved) => {
    const { look, read } = await open({ "sources/memo.md": "---\ntitle: Memo\n---\nNobody told the union of it.\n" });
    const page = await look();
    const id = page.cards[0]?.id ?? "";
    page.type(`quote.${id}.0`, quote);
    page.type(`source.${id}.0`, source);
    const after = await page.press(`save ${id}`);
    expect((await read(FILE))?.includes(`${source} "${quote}"`)).toBe(isSaved);
    expect(after.cards[0]?.check).toMatch(
      isSaved ? /^(?!.*Not publishable)/ : /Not publishable: .*“nowhere” does not exist/,
    );
  });

  test("adds a quote, and takes one away, but never the last", async () => {
    const { look, read } = await open();
    const page = await look();
    const id = page.cards[1]?.id ?? "";
    page.type(`quote.${id}.1`, "Talks go on behind closed doors");
    page.type(`source.${id}.1`, "wire");
    const two = await page.press(`save ${id}`);
    expect(two.cards[1]?.quotes).toEqual(["The harbor stays open all week", "Talks go on behind closed doors"]);
    const now = two.cards[1]?.id ?? "";
    two.type(`quote.${now}.0`, "");
    const one = await two.press(`save ${now}`);
    expect(one.cards[1]?.quotes).toEqual(["Talks go on behind closed doors"]);
    const last = one.cards[1]?.id ?? "";
    one.type(`quote.${last}.0`, "");
    const none = await one.press(`save ${last}`);
    expect(none.cards[1]?.check).toContain("It has no quote yet: choose words from a source");
    expect(await read(FILE)).toContain('wire "Talks go on behind closed doors"');
  });

  test.each(["# A heading", "- An item", "Words [^9] more", "*Emphasis* here", "A <b>tag</b>"])(
    "never writes what would be read as something else: %s",
    async (text) => {
      const { look, read } = await open();
      const page = await look();
      const id = page.cards[0]?.id ?? "";
      page.type(`text.${id}`, text);
      const after = await page.press(`save ${id}`);
      const saved = (await look()).cards;
      expect(saved).toHaveLength(3);
      if (after.status === 200) expect(saved[0]?.says).toBe(text);
      else expect(await read(FILE)).toBe(DRAFT);
    },
  );

  test("that dropped a statement is taken back", async () => {
    const { look } = await open();
    const page = await look();
    const dropped = await page.press(`drop ${page.cards[0]?.id}`);
    expect(dropped.text).toContain("Dropped. Put it back");
    expect((await dropped.press("back")).cards.map(({ id }) => id)).toEqual(page.cards.map(({ id }) => id));
  });

  test("is refused where it would lose words that are no statements", async () => {
    const { look, read } = await open({ [FILE]: DRAFT.replace("## Why", "> A quotation nobody reads.\n\n## Why") });
    const page = await look();
    expect(page.told).toContain("holds words that are neither statements nor their footnotes");
    const after = await page.press(`drop ${page.cards[0]?.id}`);
    expect(after.status).toBe(400);
    expect(await read(FILE)).toContain("A quotation nobody reads");
  });

  test("is tried without being written", async () => {
    const { look, post, read } = await open();
    const { cards } = await look();
    const id = cards[0]?.id ?? "";
    const fields = [
      ["do", `check ${id}`],
      [`text.${id}`, "The strike begins on 5 December at noon."],
      [`quote.${id}.0`, "The strike begins on 4 December at noon"],
      [`source.${id}.0`, "wire"],
    ] as const;
    const { body, status } = await post("/review/rail-strike/check", fields);
    expect([status, body.replace(/<[^>]+>/g, "")]).toEqual([
      200,
      expect.stringMatching(/^Not saved yet\.Differs here: .*5/),
    ]);
    expect(await read(FILE)).toBe(DRAFT);
  });
});

describe("two people at once", () => {
  test("never overwrite each other: the later one sees what changed, and keeps the words", async () => {
    const { look, read } = await open();
    const [ann, bob] = [await look(), await look()];
    await ann.press(`drop ${ann.cards[0]?.id}`);
    const before = await read(FILE);
    bob.type(`text.${bob.cards[0]?.id}`, "The strike begins soon.");
    bob.type(`text.${bob.cards[1]?.id}`, "The harbor is open.");
    const after = await bob.press(`save ${bob.cards[0]?.id}`);
    expect(after.status).toBe(409);
    expect(after.told).toContain("Somebody changed this meanwhile");
    expect(after.meanwhile).toContain("Removed:The strike begins on 4 December at noon.");
    expect(after.lost).toEqual([expect.stringContaining("The strike begins soon.")]);
    expect(after.cards[0]?.says).toBe("The harbor is open.");
    expect(await read(FILE)).toBe(before);
    const saved = await after.press(`save ${after.cards[0]?.id}`);
    expect([saved.status, saved.cards[0]?.says]).toEqual([200, "The harbor is open."]);
  });

  test("are told also where they change different statements, and where one only moved one", async () => {
    const { look, read } = await open();
    for (const deed of ["drop", "down"]) {
      const [ann, bob] = [await look(), await look()];
      await ann.press(`${deed} ${ann.cards[0]?.id}`);
      const before = await read(FILE);
      bob.type(`text.${bob.cards[1]?.id}`, "The harbor stays open all the week.");
      const came = await bob.press(`save ${bob.cards[1]?.id}`);
      expect([came.status, await read(FILE)]).toEqual([409, before]);
      expect(came.text).toContain("The harbor stays open all the week.");
    }
  });

  test("who change at the same moment: one is told", async () => {
    const { look } = await open();
    const pages = [await look(), await look(), await look()];
    const came = await Promise.all(pages.map((page, at) => page.press(`drop ${page.cards[at]?.id}`)));
    const done = came.filter(({ status }) => status === 200).length;
    expect(done).toBeGreaterThanOrEqual(1);
    expect((await look()).cards).toHaveLength(3 - done);
  });
});

describe("publishing on the page", () => {
  test("takes every statement's tick and a name, and says what is missing", async () => {
    const { look, read } = await open();
    const page = await look();
    page.tick(page.cards[0]?.id ?? "");
    page.type("by", "Ann Lee");
    const one = await page.press("publish");
    expect([one.status, one.told]).toEqual([409, "Nothing was published: 2 statements have not been looked at yet"]);
    expect([one.progress, one.fields().find(([name]) => name === "by")?.[1]]).toEqual(["1 of 3 looked at", "Ann Lee"]);
    one.tickAll();
    one.type("by", " ");
    expect((await one.press("publish")).told).toContain("say who has reviewed it");
    one.type("by", "Ann Lee");
    one.type(`text.${one.cards[0]?.id}`, "Other words.");
    expect((await one.press("publish")).told).toContain("some words are not saved yet");
    expect(await read(TARGET)).toBeUndefined();
  });

  test("moves the draft, lifts the notice, and can be undone there", async () => {
    const { look, read, folder } = await open();
    const page = await look();
    page.tickAll();
    page.type("by", "Ann Lee <ann@example.org>");
    const done = await page.press("publish");
    expect([done.status, done.heading]).toEqual([200, "Published"]);
    expect(await read(FILE)).toBeUndefined();
    const briefing = (await loadLibrary(folder)).briefing("rail-strike");
    expect([briefing?.review?.by, briefing?.drafted]).toEqual(["Ann Lee", undefined]);
    const list = await look("/review");
    expect(list.text).toContain("published by Ann Lee, 2026-11-20 09:00 UTC");
    const { post } = await open({}, {}, folder);
    const undone = await post("/review/rail-strike", [
      ["at", "2026-11-20T09:00:00.000Z"],
      ["by", "Bob"],
      ["do", "undo"],
    ]);
    expect([undone.status, undone.body.includes("<h1>Undone</h1>")]).toEqual([200, true]);
    expect([await read(FILE), await read(TARGET)]).toEqual([DRAFT, undefined]);
  });

  test("is not undone by who saw an earlier one", async () => {
    const { look, post, read } = await open();
    const page = await look();
    page.tickAll();
    page.type("by", "Ann");
    await page.press("publish");
    const late = await post("/review/rail-strike", [
      ["at", "2026-11-19T09:00:00.000Z"],
      ["by", "Bob"],
      ["do", "undo"],
    ]);
    expect([late.status, late.body.includes("has published rail-strike again since")]).toEqual([409, true]);
    expect(await read(TARGET)).toBeDefined();
  });

  test.each([
    ["the draft", (folder: string) => writeFile(join(folder, FILE), DRAFT.replace("all week. [", "all day. ["))],
    [
      "a source",
      (folder: string) =>
        writeFile(
          join(folder, "sources/wire.md"),
          "---\ntitle: W\n---\nThe strike begins on 4 December at noon. The harbor stays open all week. The second pier reopens on 9 December.\n",
        ),
    ],
    ["what is published", (folder: string) => writeFile(join(folder, TARGET), DRAFT)],
  ])("is refused where %s changed since it was shown", async (_, change) => {
    const { look, folder, read } = await open();
    const page = await look();
    page.tickAll();
    page.type("by", "Ann");
    await change(folder);
    const before = await read(TARGET);
    const came = await page.press("publish");
    expect([came.status, came.told.includes("Somebody changed this meanwhile")]).toEqual([409, true]);
    expect(await read(TARGET)).toBe(before);
  });

  test("by two at once publishes once", async () => {
    const { look, folder } = await open();
    const pages = [await look(), await look()];
    for (const [at, page] of pages.entries()) {
      page.tickAll();
      page.type("by", `Reader ${at}`);
    }
    const came = await Promise.all(pages.map((page) => page.press("publish")));
    expect(came.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await loadLibrary(folder)).briefing("rail-strike")?.review?.by).toMatch(/^Reader [01]$/);
  });

  test("tells of a source that vanished meanwhile, and publishes nothing", async () => {
    const { look, read, path } = await open();
    const page = await look();
    page.tickAll();
    page.type("by", "Ann");
    await rm(path("sources/wire.md"));
    const came = await page.press("publish");
    expect(came.status).toBe(409);
    expect(came.cards.map(({ check }) => check)).toEqual(
      Array(3).fill(expect.stringMatching(/Not publishable: .*“wire” does not exist/)),
    );
    expect(came.blocks[0]).toBe("3 to fix or drop");
    came.tickAll();
    expect((await came.press("publish")).told).toContain("fix what is named below first");
    expect(await read(TARGET)).toBeUndefined();
  });
});

describe("a disk", () => {
  test.skipIf(whyNoSmallDisk !== undefined)(
    "that is full leaves the draft as it was, and that can only be read gives the file to copy",
    async () => {
      const { folder, turn } = smallDisk(256);
      const files = { "sources/wire.md": WIRE, [FILE]: DRAFT };
      await mkdir(join(folder, "briefings"));
      await writeFiles(folder, files);
      const { look, read } = await open({}, {}, folder);
      const page = await look();
      await writeFile(join(folder, "filler"), Buffer.alloc(1024 * 1024)).catch(() => {});
      page.tickAll();
      page.type("by", "Ann");
      const full = await page.press(`drop ${page.cards[0]?.id}`);
      expect([full.status, full.told]).toEqual([
        400,
        "The disk is full: nothing was changed. Make room, and try again",
      ]);
      const unpublished = await full.press("publish");
      expect(unpublished.told).toContain("The disk is full: nothing was published");
      expect(await read(FILE)).toBe(DRAFT);
      expect(await read(TARGET)).toBeUndefined();
      await rm(join(folder, "filler"));
      expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".part"))).toEqual([]);
      turn("ro");
      const fixed = await unpublished.press(`drop ${page.cards[0]?.id}`);
      expect([fixed.status, fixed.told]).toEqual([
        400,
        expect.stringMatching(/^The content is read-only here \(EROFS\)/),
      ]);
      const copy = await fixed.press("publish");
      expect([copy.status, copy.heading]).toEqual([409, "The content is read-only here"]);
      expect(copy.copy("#file")).toMatch(/^---\ntitle: Rail strike\nreviewed: \{ by: "Ann"/);
      turn("rw");
    },
  );
});

describe("what readers see", () => {
  test("says what is not reviewed, and who answers for it, on every page that says it", async () => {
    const text = DRAFT.replace("on 9 December. [", "on 19 December. [");
    const { served } = await open({ [TARGET]: text }, { publisher: "The <Harbor> Post" });
    const notice = "Drafted by machine, not yet reviewed";
    for (const path of [
      "/",
      "/briefings",
      "/briefings/rail-strike",
      "/?ask=/whats-next+rail",
      "/answer?ask=/briefing+rail",
    ])
      expect((await served.send(path)).body, path).toContain(notice);
    for (const path of ["/", "/sources", "/nothing-here"])
      expect((await served.send(path)).body, path).toContain("Published by <bdi>The &lt;Harbor&gt; Post</bdi>.");
    const { body } = await served.send("/problems");
    expect(body).toMatch(/rail-strike\.md:15:30 warning: differs here: .*19.*Word by word: .*\{\+19\+\} \[-9-\]/);
  });
});

describe("who may review", () => {
  test("is only who is logged in", async () => {
    const { served, post } = await open({}, { password: "correct horse", publicUrl: "https://desk.example" });
    expect((await served.send("/review")).status).toBe(303);
    expect((await served.send("/review/rail-strike")).status).toBe(303);
    const came = await post("/review/rail-strike", [["do", "drop x"]]);
    expect(came.status).toBe(303);
    expect((await post("/review/rail-strike/check", [["do", "check x"]])).status).toBe(303);
  });

  test.each(["/review/rail-strike", "/review/rail-strike/check"])("%s takes no form of another site", async (path) => {
    const { look, post, read } = await open();
    const page = await look();
    for (const headers of [{ Origin: "https://evil.example" }, {}] as Record<string, string>[]) {
      const came = await post(path, [...page.fields(), ["do", `drop ${page.cards[0]?.id}`]], headers);
      expect(came.status).toBe(403);
    }
    expect(await read(FILE)).toBe(DRAFT);
  });
});
