import { fc, test as propertyTest } from "@fast-check/vitest";
import { afterEach, expect, test } from "vitest";
import type { Library } from "#briefing";
import { newsroom } from "../newsroom.ts";
import { libraryOf, realLibrary, type Served, serve } from "../server.ts";

let served: Served;
afterEach(() => served.close());

/** The words of a page as a browser would have them. */
function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

/** What stands in a source's page as the document's own: its lines, without the letters after passages. */
function sourceLines(body: string): string[] {
  const found = body.matchAll(/<div class="line">(?:<ul class="margin"[\s\S]*?<\/ul>)?<p dir="auto">([\s\S]*?)<\/p>/g);
  const lines = [...found].map(([, line = ""]) => line);
  return lines.map((line) => textOf(line.replace(/<sup[\s\S]*?<\/sup>/g, "")));
}

function marked(body: string): string[] {
  return [...body.matchAll(/<mark[^>]*>([\s\S]*?)<\/mark>/g)].map(([, words = ""]) => textOf(words));
}

function links(body: string, kind: string): string[] {
  const found = body.matchAll(new RegExp(`<a class="${kind}" href="([^"]*)"`, "g"));
  return [...found].map(([, href = ""]) => href.replaceAll("&amp;", "&").replace(/&back=[^#]*/, ""));
}

test("without a script: from the front page to an answer, to its next question, to the words in their source", async () => {
  served = await serve(await realLibrary());
  const front = await served.send("/");
  expect(front.body).toContain("IRS data sharing");
  expect(front.body).toMatch(/<form id="ask" action="\/" method="get">[\s\S]*<input id="words" name="ask"/);

  const [happening = ""] = links(front.body, "button ask");
  const answer = await served.send(happening);
  expect(answer.body).toContain("according to sources familiar with the situation.");
  expect(textOf(answer.body)).toContain("2 sources, undated · Quotes checked");
  expect(textOf(answer.body)).toContain("Where sources differ");

  const buttons = links(answer.body, "button ask").concat(links(answer.body, "button opens"));
  const pressed = await Promise.all(buttons.map((href) => served.send(href)));
  expect(pressed.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(textOf(answer.body)).not.toContain("Share");

  for (const href of links(answer.body, "note")) {
    const [path = "", at] = href.split("#");
    expect(at).toBe("quote");
    const { body } = await served.send(path);
    expect(body).toContain('<mark id="quote"');
    expect(marked(body).join("").split(/\s+/).length).toBeGreaterThan(2);
  }
});

test("every note of the whole briefing leads to its exact words, and back to its statement", async () => {
  const library: Library = await realLibrary();
  served = await serve(library);
  for (const briefing of library.briefings) {
    const page = await served.send(`/briefings/${briefing.topic}`);
    for (const [name, { statements }] of Object.entries(briefing.sections)) {
      for (const [index, { text, citations }] of statements.entries()) {
        expect(page.body).toContain(`id="${name}-${index + 1}"`);
        expect(textOf(page.body)).toContain(text);
        for (const { source, spans } of citations) {
          const at = spans.map(({ start, end }) => `${start}-${end}`).join(",");
          expect(links(page.body, "note")).toContain(`/sources/${source.id}?at=${at}#quote`);
          const { body } = await served.send(`/sources/${source.id}?at=${at}`);
          expect(marked(body).join("")).toBe(
            spans.map(({ start, end }) => source.text.slice(start, end).replaceAll("\n", " ")).join(""),
          );
          expect(body).toContain(`href="/briefings/${briefing.topic}#${name}-${index + 1}"`);
        }
      }
    }
  }
});

test("a source stands on its page word for word", async () => {
  const library = await realLibrary();
  served = await serve(library);
  for (const { id, text } of library.sources) {
    const { body } = await served.send(`/sources/${id}`);
    expect(sourceLines(body)).toEqual(
      text
        .split(/\n(?!\p{Ll})/u)
        .map((line) => line.replaceAll("\n", " "))
        .filter((line) => line.trim() !== ""),
    );
  }
});

const HARBOUR = newsroom().source("harbour")?.text ?? "";

propertyTest.prop([fc.uniqueArray(fc.nat(HARBOUR.length), { minLength: 2, maxLength: 12 })], { numRuns: 40 })(
  "any passages are highlighted exactly, and the text around them stays whole",
  async (cuts) => {
    const sorted = cuts.toSorted((a, b) => a - b);
    const ranges = sorted
      .slice(1)
      .flatMap((end, index) => (index % 2 === 0 ? [[sorted[index] as number, end] as const] : []));
    served = await serve(newsroom());
    const { body } = await served.send(`/sources/harbour?at=${ranges.map((range) => range.join("-")).join(",")}`);
    await served.close();
    expect(sourceLines(body).join("\n\n")).toBe(HARBOUR);
    const words = ranges.map(([start, end]) => HARBOUR.slice(start, end)).join("");
    expect(marked(body).join("").replace(/\n/g, "")).toBe(words.replace(/\n/g, ""));
    expect(body.match(/id="quote"/g) ?? []).toHaveLength(
      words.trim() === "" ? (body.match(/id="quote"/g) ?? []).length : 1,
    );
  },
);

test("an address that cites the publisher leads there, one of ours does not pretend to", async () => {
  served = await serve(newsroom());
  const { body } = await served.send("/?ask=/whats-happening pier".replaceAll(" ", "+"));
  expect(body).toContain('href="https://example.org/harbour#:~:text=');
  expect(body).toContain('rel="noopener noreferrer">example.org</a>');
  await served.close();
  served = await serve(await realLibrary(), { publicUrl: "https://news.example.org" });
  expect((await served.send("/?ask=/whats-next")).body).not.toContain('class="out"');
});

test.each([
  [
    "",
    [
      "/whats-happening ",
      "/why-important ",
      "/whats-next ",
      "/ask ",
      "/check ",
      "/whats-changed ",
      "/briefing ",
      "/sources ",
      "/topics",
      "/briefing-schedule ",
      "/briefing-withdraw ",
      "/nutgraf-settings ",
      "/nutgraf ",
      "/forget-me ",
    ],
  ],
  ["/wh", ["/whats-happening ", "/why-important ", "/whats-next ", "/whats-changed "]],
  ["/next", ["/whats-next "]],
  ["why", ["/why-important "]],
  ["/whats-next ", ["/whats-next irs-data-sharing"]],
  ["/whats-next taxp", ["/whats-next irs-data-sharing"]],
  ["irs", ["/whats-happening irs-data-sharing"]],
  ["/briefing irs ne", ["/briefing irs next", "/briefing irs-data-sharing"]],
  ["/briefing irs-data-sharing d", ["/briefing irs-data-sharing differ"]],
  ["/nothing irs", []],
  ["/zz", []],
] as const)("typed %j suggests %j", async (ask, expected) => {
  served = await serve(await realLibrary());
  const { body } = await served.send(`/suggest?${new URLSearchParams({ ask })}`);
  expect((JSON.parse(body) as { text: string }[]).map(({ text }) => text)).toEqual(expected);
});

test("how the platforms show an answer stands beside it, styled from our own address", async () => {
  const previews = ["slack", "discord"].map((platform) => ({
    platform,
    label: platform === "slack" ? "Slack" : "Discord",
    styles: `.preview-${platform} { color: red }`,
    render: () => `<p>as ${platform} has it</p>`,
  }));
  served = await serve(await realLibrary(), { previews });
  const plain = await served.send("/?ask=/whats-next");
  expect(plain.body).toContain('<link rel="stylesheet" href="/assets/preview-slack.css?v=');
  const [, href = ""] = /href="([^"]*as=discord[^"]*)"/.exec(plain.body) ?? [];
  const shown = await served.send(href.replaceAll("&amp;", "&"));
  expect(shown.body).toContain('<div class="preview preview-discord"><p>as discord has it</p></div>');
  expect(shown.body).toContain("As Discord shows it");
  expect((await served.send("/assets/preview-slack.css")).body).toBe(".preview-slack { color: red }");
  expect((await served.send("/?ask=/whats-next&as=other")).body).toContain("In the sources’ words");
});

test("what pages load is kept by its version, and pages are kept nowhere", async () => {
  served = await serve(await realLibrary());
  const { body, headers } = await served.send("/");
  expect(headers["cache-control"]).toBe("no-store");
  for (const [, href = ""] of body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
    const asset = await served.send(href);
    expect([asset.status, asset.headers["cache-control"]]).toEqual([200, "public, max-age=31536000, immutable"]);
    expect((await served.send(href.replace(/v=.*/, "v=0"))).headers["cache-control"]).toBe("no-cache");
  }
});

test("the list of problems is friendly when there are none, and tells file and line when there are some", async () => {
  served = await serve(await realLibrary());
  expect((await served.send("/problems")).body).toContain("No problems.");
  await served.close();
  served = await serve(newsroom());
  expect(textOf((await served.send("/problems")).body)).toMatch(/content\/briefings\/pier\.md:\d+:\d+ /);
});

test("the list of problems keeps what withholds nothing apart", async () => {
  const briefing = (happening: string) =>
    `---\ntitle: Rail\n---\n## What's happening\n${happening}\n## Why it's important\n## What's next\n[^1]: wire "The trains will stop"`;
  const serveOf = (happening: string) =>
    serve(libraryOf({ "sources/wire": "The trains will stop.", "briefings/rail": briefing(happening) }));
  served = await serveOf("- The trains **stop**. [^1]");
  const page = textOf((await served.send("/problems")).body);
  expect(page).toContain("1 warning. Nothing is held back because of it.");
  expect(page).toContain("content/briefings/rail.md:5:14 warning: chat would show the marks of “**stop**”");
  expect(page).not.toContain("found.");
  expect(textOf((await served.send("/status")).body)).toMatch(/Content problems\s*none/);
  await served.close();
  served = await serveOf("- The trains **stop**. [^1]\n- So they say.");
  const both = textOf((await served.send("/problems")).body);
  expect(both).toContain("1 problem found. Statements with problems are held back; the rest are shown.");
  expect(both).toContain("1 warning.");
});

test("an empty library says so on every page", async () => {
  served = await serve(libraryOf({}));
  for (const path of ["/", "/briefings", "/sources"]) {
    expect((await served.send(path)).body).toMatch(/There (?:is nothing to read|are no briefings) here yet\./);
  }
});
