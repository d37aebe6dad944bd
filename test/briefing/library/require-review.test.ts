import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { asReviewed, type Briefing, formatProblem, type Library, loadLibrary, watchLibrary } from "#briefing";
import { openReview, personOf, publish, undo } from "#draft";
import { contentFolder, writeFiles } from "../../fixtures/content/folder.ts";
import { briefingFile, sourceFile } from "../../fixtures/content/library.ts";

const AT = "2026-11-20T09:00:00.000Z";
const WORDS = "The strike begins at noon.\n\nThe harbor stays open all week.\n\nTalks go on behind doors.";
const WIRE = sourceFile(WORDS);
const BEGINS = "The strike begins at noon.";
const STAYS = "The harbor stays open all week.";
const TALKS = "Talks go on behind doors.";

/** A briefing that says these sentences, each quoted from the source. */
function saying(sentences: readonly string[], header = "title: Strike"): string {
  return briefingFile({
    header,
    happening: sentences.map((text, at) => `- ${text} [^${at + 1}]`).join("\n"),
    footnotes: sentences.map((text, at) => `[^${at + 1}]: wire "${QUOTES[text] ?? text.slice(0, -1)}"`).join("\n"),
  });
}
const QUOTES: Readonly<Record<string, string>> = { "The strike starts at noon.": "The strike begins at noon" };

/** Marked as drafted, beside a review of exactly that. */
function forged(): string {
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const text = saying([BEGINS], "title: Strike\ndrafted: machine");
  const of = hash(JSON.stringify([text, [["wire", hash(WORDS)]]]));
  return text.replace("drafted:", `reviewed: { by: "Ann", at: "${AT}", of: "${of}" }\ndrafted:`);
}

async function reviewed(text: string, folder: string): Promise<string> {
  const { sources } = await loadLibrary(folder);
  return asReviewed(text, { by: "Ann", at: AT }, sources);
}

async function room(first?: string) {
  const folder = await contentFolder({ "sources/wire.md": WIRE });
  const data = await mkdtemp(join(tmpdir(), "nutgraf-data-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const reviewedIn = join(data, "reviewed");
  const write = (text: string) => writeFiles(folder, { "briefings/strike.md": text });
  if (first !== undefined) await write(first);
  /** The bot, from its start to its stop. */
  const watch = async <T>(work: (current: () => Library, refresh: () => Promise<void>) => Promise<T>): Promise<T> => {
    const watched = await watchLibrary(folder, { reviewedIn, lossMs: 0, settleMs: 0, lookOverMs: 60_000 });
    try {
      return await work(
        () => watched.current(),
        () => watched.refresh(),
      );
    } finally {
      watched.close();
    }
  };
  return { folder, reviewedIn, write, watch, load: () => loadLibrary(folder, { reviewedIn }) };
}

const said = (briefing: Briefing | undefined) =>
  briefing && Object.values(briefing.sections).flatMap(({ statements }) => statements.map(({ text }) => text));
const told = ({ problems }: Library) => problems.map(formatProblem).map((line) => line.replace(/^.*strike\.md:/, ""));

describe("where only reviewed words are said", () => {
  test.each([
    ["without a review", saying([BEGINS])],
    ["drafted by machine", saying([BEGINS], "title: Strike\ndrafted: machine")],
    ["drafted by machine, with a hash that fits all the same", forged()],
    [
      "with a review of other words",
      saying([BEGINS], `title: Strike\nreviewed: { by: "Ann", at: "${AT}", of: "${"0".repeat(64)}" }`),
    ],
  ])("a briefing %s is not said, and the check says so", async (_, text) => {
    const { load, watch, folder } = await room(text);
    const library = await load();
    expect([said(library.briefing("strike")), told(library)]).toEqual([
      undefined,
      [expect.stringMatching(/^1:1 it is not shown, since REQUIRE_REVIEW is on and it has no recorded review/)],
    ]);
    expect(await watch(async (current) => said(current().briefing("strike")))).toBeUndefined();
    expect(said((await loadLibrary(folder)).briefing("strike"))).toEqual([BEGINS]);
  });

  test.each([
    ["rewords", saying(["The strike starts at noon.", STAYS]), [STAYS]],
    ["adds", saying([BEGINS, STAYS, TALKS]), [BEGINS, STAYS]],
    ["reorders", saying([STAYS, BEGINS]), [BEGINS, STAYS]],
    ["retitles", saying([BEGINS, STAYS], "title: The strike at the harbor"), [BEGINS, STAYS]],
    ["breaks the header", saying([BEGINS, STAYS, TALKS], "title: [Strike"), [BEGINS, STAYS]],
  ])(
    "what was reviewed goes on being said while an edit that %s waits, across a restart too",
    async (what, edit, says) => {
      const { folder, write, watch, load } = await room();
      await write(await reviewed(saying([BEGINS, STAYS]), folder));
      await watch(async (current, refresh) => {
        expect(said(current().briefing("strike"))).toEqual([BEGINS, STAYS]);
        await write(edit);
        await refresh();
        expect(said(current().briefing("strike"))).toEqual(says);
      });
      await watch(async (current) => {
        const briefing = current().briefing("strike");
        expect([said(briefing), briefing?.title, briefing?.review?.isChangedSince ?? false]).toEqual([
          says,
          "Strike",
          false,
        ]);
        if (what !== "breaks the header")
          expect(told(current())).toEqual([
            expect.stringMatching(
              /^1:1 warning: an edit is waiting for review; until then what Ann reviewed on 2026-11-20 is shown/,
            ),
          ]);
      });
      expect(said((await load()).briefing("strike"))).toEqual(says);
    },
  );

  test("removing, withdrawing and telling fewer people need no review", async () => {
    const { folder, write, watch } = await room();
    const whole = await reviewed(saying([BEGINS, STAYS]), folder);
    await write(whole);
    await watch(async (current, refresh) => {
      const edited = async (text: string) => {
        await write(text);
        await refresh();
        return current().briefing("strike");
      };
      const less = await edited(whole.replace(/- The strike.*\n/, "").replace(/\[\^1\]:.*\n/, ""));
      expect([said(less), told(current())]).toEqual([[STAYS], []]);
      expect((await edited(whole))?.audience).toBe("everyone");
      expect((await edited(whole.replace("title:", "audience: [slack:T1]\ntitle:")))?.audience).toEqual([
        { platform: "slack", tenant: "T1" },
      ]);
      expect(await edited(whole.replace("title:", "withdrawn: true\ntitle:"))).toBeUndefined();
      expect(said(await edited(whole))).toEqual([BEGINS, STAYS]);
    });
  });

  test("telling more people waits for a review", async () => {
    const { folder, write, watch } = await room();
    const narrow = await reviewed(saying([BEGINS], "audience: [slack:T1/C1]\ntitle: Strike"), folder);
    await write(narrow);
    await watch(async (current, refresh) => {
      for (const wider of ["everyone", "[slack:T1]", "[slack:T1/C1, slack:T2]"]) {
        await write(narrow.replace("[slack:T1/C1]", wider));
        await refresh();
        expect(current().briefing("strike")?.audience).toEqual([{ platform: "slack", tenant: "T1", place: "C1" }]);
      }
      await write(narrow.replace("[slack:T1/C1]", "[slack:T2]"));
      await refresh();
      expect(current().briefing("strike")).toBeUndefined();
    });
  });

  test("a quote that its source lost is not said, whatever was reviewed", async () => {
    const { folder, write, watch } = await room();
    await write(await reviewed(saying([BEGINS, STAYS]), folder));
    await watch(async (current, refresh) => {
      await writeFiles(folder, { "sources/wire.md": sourceFile("The harbor stays open all week.") });
      await refresh();
      const briefing = current().briefing("strike");
      expect([said(briefing), briefing?.review?.isChangedSince]).toEqual([[STAYS], true]);
    });
  });

  test("a publish keeps what was reviewed, also while no bot runs; an undo takes it back", async () => {
    const { folder, reviewedIn, write, load } = await room();
    const publishing = {
      folder,
      reviewedIn,
      by: personOf("Ann"),
      now: () => Date.parse(AT),
      git: { path: "git", env: {} },
    };
    const publishText = async (text: string) => {
      await writeFiles(folder, { "drafts/strike.md": text });
      expect((await publish(await openReview(folder, "strike"), publishing)).kind).toBe("done");
    };
    await publishText(saying([BEGINS]));
    await publishText(saying([BEGINS, STAYS]));
    expect(await readdir(reviewedIn)).toEqual(["strike.md"]);
    await write(saying([BEGINS, STAYS, TALKS]));
    expect(said((await load()).briefing("strike"))).toEqual([BEGINS, STAYS]);
    await publishText(saying([BEGINS, STAYS, TALKS]));
    expect((await undo("strike", publishing)).kind).toBe("done");
    expect(said((await load()).briefing("strike"))).toEqual([BEGINS, STAYS]);
    await rm(reviewedIn, { recursive: true });
    expect(said((await load()).briefing("strike"))).toBeUndefined();
  });

  test("what cannot be kept is known until the process ends", async () => {
    const { folder, reviewedIn, write, watch } = await room();
    await writeFile(reviewedIn, "no folder");
    await write(await reviewed(saying([BEGINS]), folder));
    await watch(async (current, refresh) => {
      await write(saying([BEGINS, STAYS]));
      await refresh();
      expect(said(current().briefing("strike"))).toEqual([BEGINS]);
    });
    expect(await watch(async (current) => said(current().briefing("strike")))).toBeUndefined();
  });
});
