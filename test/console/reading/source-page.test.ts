import { afterEach, describe, expect, test } from "vitest";
import { askHref, readBack, sourceHref } from "../../../src/console/pages/links.ts";
import { joinAts } from "../../../src/console/reading/passages.ts";
import { newsroom } from "../newsroom.ts";
import { realLibrary, type Served, serve } from "../server.ts";

let served: Served | undefined;
afterEach(() => served?.close());

type Mark = { readonly href: string; readonly name: string };

/** The marks of a page: where each leads, and what is read out of it. */
function marksIn(body: string): Mark[] {
  return [...body.matchAll(/<a class="note" href="([^"]*)"(?: id="[^"]*")? aria-label="([^"]*)">/g)].map(
    ([, href = "", name = ""]) => ({
      href: href.replaceAll("&amp;", "&"),
      name,
    }),
  );
}

const marked = (body: string) =>
  [...body.matchAll(/<mark[^>]*>([\s\S]*?)<\/mark>/g)].map(([, words = ""]) => words.replace(/<[^>]*>/g, ""));
const backIn = (body: string) => /<p class="back"><a href="([^"]*)">([^<]*)<\/a>/.exec(body)?.slice(1);

describe("a mark on a page", () => {
  test.each(["/?ask=/whats-happening", "/?ask=/sources", "/briefings/irs-data-sharing", "/"])(
    "of %s has a name like no other that leads elsewhere, and leads to its own statement's words",
    async (path) => {
      served = await serve(await realLibrary());
      const marks = marksIn((await served.send(path)).body);
      expect(marks.length).toBeGreaterThan(3);
      const leads = new Map<string, string>();
      for (const { href, name } of marks) {
        expect(name).toMatch(/^Source [12]: “.+”$/);
        const at = `${new URL(href, "http://here").searchParams.get("at")}`.split(",")[0] ?? "";
        expect([name, leads.get(name) ?? at]).toEqual([name, at]);
        leads.set(name, at);
      }
    },
  );

  test("leads to all words of its source that the statement stands on", async () => {
    served = await serve(await realLibrary());
    const { body } = await served.send("/?ask=/whats-happening");
    const [, item = ""] = /<li dir="auto" id="point-\d+">(On what went wrong[\s\S]*?)<\/li>/.exec(body) ?? [];
    const marks = marksIn(item);
    expect(marks.map(({ href }) => href.split("?")[0])).toEqual(["/sources/irs-summary", "/sources/irs-watchdog"]);
    const page = await served.send(marks[1]?.href.split("#")[0] ?? "");
    expect(marked(page.body)).toEqual([
      "the report details how IRS employees shared information with Homeland Security investigators that exceeded the scope of what is legally permitted under information-sharing agreements",
      "the watchdog found that the agency frequently bypassed the rigorous vetting process required to justify such a transfer of private data",
    ]);
  });

  test.each([
    [["5-9"], "5-9"],
    [["5-9", "1-3"], "1-3,5-9"],
    [["5-9,20-30", "8-12"], "5-12,20-30"],
    [["1-4", "4-6"], "1-6"],
    [["1-9", "2-3"], "1-9"],
    [["40-41", ...Array.from({ length: 24 }, (_, at) => `${100 + 3 * at}-${101 + 3 * at}`)], "40-41"],
  ])("names the passages %j as %s", (ats, joined) => {
    expect(joinAts(ats)).toBe(joined);
  });
});

describe("the way back from a source", () => {
  test.each([
    ["/?ask=/whats-next", /^\/\?ask=%2Fwhats-next#point-\d+$/, "Back to the answer"],
    [
      "/?do=1whats-next~t=irs-data-sharing",
      /^\/\?do=1whats-next%7Et%3Dirs-data-sharing#point-\d+$/,
      "Back to the answer",
    ],
    ["/?ask=/sources+irs+next", /^\/\?ask=%2Fsources\+irs\+next#point-\d+$/, "Back to the answer"],
    ["/briefings/irs-data-sharing", /^\/briefings\/irs-data-sharing#[a-z]+-\d+$/, "Back to the briefing"],
    ["/", /^\/#story-\d+$/, "Back to the answer"],
  ])("leads to the statement of %s", async (path, href, label) => {
    served = await serve(await realLibrary());
    const { body } = await served.send(path);
    for (const [, name = "", item = ""] of body.matchAll(/<li[^>]* id="([a-z]+-\d+)">([\s\S]*?)<\/sup>/g)) {
      for (const mark of marksIn(item)) {
        const [back = "", said] = backIn((await served.send(mark.href.split("#")[0] ?? "")).body) ?? [];
        const unescaped = back.replaceAll("&amp;", "&");
        expect([unescaped, said]).toEqual([expect.stringMatching(href), label]);
        expect(unescaped.endsWith(`#${name}`)).toBe(true);
        const [address = ""] = unescaped.split("#");
        expect((await served.send(address)).body).toContain(`id="${name}"`);
      }
    }
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
    "/logout",
    "/sources/harbour",
    "/briefings/../login",
    "/briefings/pier#<script>",
    "/\n/evil.example",
    " /",
    "",
    `/?ask=${"a".repeat(1_000)}`,
  ])("is none to %j", async (back) => {
    served = await serve(newsroom());
    expect(readBack(back)).toBe(undefined);
    const { body, status } = await served.send(`/sources/harbour?at=0-10&back=${encodeURIComponent(back)}`);
    expect([status, backIn(body)]).toEqual([200, undefined]);
  });

  test("keeps what was asked, from where and how it was shown, and nothing else", () => {
    const asked = { press: { command: "whats-next", options: { topic: "a&b=c#d" } }, from: "slack:T1/C2", as: "all" };
    const page = askHref(asked);
    const href = sourceHref("x", "1-2", `${page}#point-3`);
    const back = new URL(href, "http://here").searchParams.get("back") ?? "";
    expect(readBack(back)?.href).toBe(`${page}#point-3`);
    expect(readBack("/?ask=a&evil=1&in=dialog#point-1")?.href).toBe("/?ask=a#point-1");
  });
});

test("the letters of a source's page lead to who cites a passage and back, and are no numbers of sources", async () => {
  served = await serve(await realLibrary());
  const { body } = await served.send("/sources/irs-watchdog");
  const marks = marksIn(body);
  const letters = marks.flatMap(({ href, name }) => (href.startsWith("#cites-") ? [[href.slice(7), name]] : []));
  expect(letters.length).toBeGreaterThan(15);
  for (const [letter, name] of letters) {
    expect(letter).toMatch(/^[a-z]+$/);
    expect(name).toBe(`${letter}: who cites this`);
    expect(body).toContain(`<li id="cites-${letter}"><a class="note" href="#cited-${letter}"`);
    expect(body).toContain(`id="cited-${letter}"`);
  }
  expect(new Set(letters.map(([letter]) => letter)).size).toBe(letters.length);
});
