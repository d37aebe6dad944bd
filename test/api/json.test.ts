import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { putFile, shelfOf } from "../fixtures/content/library.ts";
import { story } from "../fixtures/content/stories.ts";
import { harbourLibrary } from "./library.ts";
import { DESK, openSchemas, READER, serve } from "./served.ts";

type Selector = [{ exact: string; prefix: string; suffix: string }, { start: number; end: number }];
type Citation = { quote: string; url?: string; source: { id: string }; passages: { selector: Selector }[] };

const ASKED: readonly [string, string, unknown?][] = [
  ["/api/topics", "/api/topics"],
  ["/api/topics?limit=1&after=a", "/api/topics"],
  ["/api/briefings/pier", "/api/briefings/{topic}"],
  ["/api/briefings/zzcuts", "/api/briefings/{topic}"],
  ["/api/sources", "/api/sources"],
  ["/api/sources/harbour", "/api/sources/{id}"],
  ["/api/sources/minutes", "/api/sources/{id}"],
  ["/api/search?query=pier", "/api/search"],
  ["/api/search?query=nothing+like+it", "/api/search"],
  ["/api/ask", "/api/ask", { question: "When does the new pier open?" }],
  ["/api/ask", "/api/ask", { question: "Who won the football game?" }],
  ["/api/check", "/api/check", { sentence: "The new pier opens in autumn." }],
  [
    "/api/check",
    "/api/check",
    {
      sentence: "The council votes in June.",
      quotes: [{ source: "minutes", exact: "It will vote on the pier budget in May" }],
    },
  ],
];

describe("the JSON interface", () => {
  test("describes itself in OpenAPI 3.1", async () => {
    const { get } = await serve(harbourLibrary(), { publicUrl: "https://pier.example" });
    const { json } = await get("/api/openapi.json");
    const checked = await new Validator().validate(json);
    expect(checked).toMatchObject({ valid: true });
    expect(json).toMatchObject({ openapi: "3.1.0", servers: [{ url: "https://pier.example" }] });
    expect(Object.keys(json.paths as object)).toHaveLength(8);
  });

  test.each(ASKED)("answers %s as its own document says", async (path, route, body) => {
    const { get, post } = await serve(harbourLibrary());
    const check = openSchemas((await get("/api/openapi.json")).json);
    const { status, json } = await (body === undefined ? get(path, DESK) : post(path, body, DESK));
    expect(status).toBe(200);
    const method = body === undefined ? "get" : "post";
    const pointer = `/paths/${route.replaceAll("/", "~1").replace(/[{}]/g, encodeURIComponent)}/${method}/responses/200/content/application~1json/schema`;
    expect(check(pointer, json)).toEqual([]);
  });

  test("cites by W3C selectors, which find the words in the text that may be read", async () => {
    const { get } = await serve(harbourLibrary());
    const { json } = await get("/api/briefings/pier");
    const sections = json.sections as Record<string, { statements: { citations: Citation[] }[] }>;
    const citations = Object.values(sections).flatMap(({ statements }) => statements.flatMap((one) => one.citations));
    expect(citations).toHaveLength(3);
    for (const { quote, source, passages } of citations) {
      expect(passages.map(({ selector }) => selector[0].exact).join(" […] ")).toBe(quote);
      for (const { selector } of passages) {
        const [{ exact, prefix, suffix }, { start, end }] = selector;
        const { parts } = (await get(`/api/sources/${source.id}`)).json as unknown as {
          parts: { text: string; start: number; end: number }[];
        };
        const part = parts.find((one) => one.start <= start && one.end >= end);
        const letters = [...(part?.text ?? "")];
        expect(letters.slice(start - (part?.start ?? 0), end - (part?.start ?? 0)).join("")).toBe(exact);
        expect(part?.text).toContain(prefix + exact + suffix);
      }
    }
    // An emoji stands before it, which is two units of a string but one code point.
    const [minutes] = citations.filter(({ source }) => source.id === "minutes");
    expect(minutes?.passages[0]?.selector[1]).toEqual({ type: "TextPositionSelector", start: 29, end: 67 });
    expect(citations[0]?.url).toMatch(/^https:\/\/example\.org\/harbour#:~:text=/);
  });

  test("sends what is quoted with a sentence on either side, and all of a text only to who may read it", async () => {
    const { get } = await serve(harbourLibrary());
    const texts = async (token?: string) => {
      const { json } = await get("/api/sources/harbour", token);
      return { whole: json.whole, text: (json.parts as { text: string }[]).map(({ text }) => text).join("|") };
    };
    expect(await texts()).toEqual({
      whole: false,
      text: "The new pier opens to the public in early spring. Boats moor there already.|The old pier closes when the new one opens, the harbour office said. It was built in 1902.",
    });
    expect(await texts(READER)).toMatchObject({ whole: true, text: expect.stringContaining("zzwhole paragraph") });
    expect((await get("/api/sources/minutes")).json.whole).toBe(true);
  });

  test("finds a quote that somebody gives only where they may read it, and shows no more around it", async () => {
    const { post } = await serve(harbourLibrary());
    const check = async (exact: string, token?: string) => {
      const { json } = await post("/api/check", { sentence: "Gulls.", quotes: [{ source: "harbour", exact }] }, token);
      return JSON.stringify([json.quotes, json.against]);
    };
    const hidden = "quotes the zzwhole paragraph about gulls";
    expect(await check(hidden)).toBe(JSON.stringify([[{ source: "harbour", exact: hidden, found: false }], []]));
    expect(await check(hidden, READER)).toContain('"found":true');
    const shown = await check("Boats moor there already");
    expect(shown).toContain('"found":true');
    expect(shown).not.toContain("Some residents");
  });

  test.each([
    ["a quote", { quotes: [{ source: "harbour", exact: "The new pier opens to the public in early spring" }] }],
    ["the nearest words", {}],
  ])("tells what differs from %s", async (_, given) => {
    const { post } = await serve(harbourLibrary());
    const { json } = await post("/api/check", { sentence: "The new pier closes in early spring.", ...given });
    expect(json).toMatchObject({
      verdict: "differs",
      differences: [{ kind: "opposite", said: "closes", quoted: "opens" }],
    });
    const same = (await post("/api/check", { sentence: "The new pier opens in early spring.", ...given })).json;
    expect(same).toMatchObject({ verdict: "no difference", differences: [] });
  });

  test("answers from a source that no statement quotes, with that sentence alone", async () => {
    const { post } = await serve(harbourLibrary());
    const { json } = await post("/api/ask", { question: "When was the old pier built?" });
    expect(json).toMatchObject({ answered: true, answers: [{ topic: "pier" }] });
  });

  test("lists page by page", async () => {
    const { get } = await serve(harbourLibrary());
    const first = (await get("/api/topics?limit=1", DESK)).json;
    expect(first).toMatchObject({ topics: [{ topic: "pier" }], next: "pier" });
    const second = (await get("/api/topics?limit=1&after=pier", DESK)).json;
    expect(second).toMatchObject({ topics: [{ topic: "zzcuts", restricted: true }] });
    expect(second).not.toHaveProperty("next");
    expect((await get("/api/sources?limit=1")).json).toMatchObject({ sources: [{ id: "harbour" }], next: "harbour" });
  });

  test("lets caches keep an answer as long as it is still so", async () => {
    const { send } = await serve(harbourLibrary());
    const first = await send("/api/briefings/pier");
    expect(first.headers["cache-control"]).toBe("public, no-cache");
    const etag = String(first.headers.etag);
    const again = await send("/api/briefings/pier", { headers: { "if-none-match": `"other", W/${etag}` } });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, "", etag]);
    const head = await send("/api/briefings/pier", { method: "HEAD" });
    expect([head.status, head.body, head.headers.etag]).toEqual([200, "", etag]);
    const same = await send("/api/topics", { headers: { "if-none-match": etag } });
    expect([same.status, same.headers.etag === etag]).toEqual([200, false]);
    const mine = await send("/api/briefings/pier", { headers: { authorization: `Bearer ${DESK}` } });
    expect(mine.headers["cache-control"]).toBe("private, no-cache");
    expect(mine.headers.vary).toBe("Authorization");
    const other = await send("/api/briefings/zzcuts", { headers: { "if-none-match": etag } });
    expect(other.status).toBe(404);
    expect(other.headers["cache-control"]).toBe("no-store");
  });

  test("sends a story as it stands now, however often it was sent before, and none that is withdrawn", async () => {
    const shelf = shelfOf(story("pier", "title: The pier"));
    let current = shelf.bind();
    const { get, send } = await serve(current, { library: () => current });
    const [old, oldTag] = [await get("/api/briefings/pier"), (await send("/api/briefings/pier")).headers.etag];
    expect(old.json).toMatchObject({ title: "The pier" });
    for (const [path, text] of Object.entries(story("pier", "title: The new pier"))) putFile(shelf, path, text);
    current = shelf.bind();
    expect((await get("/api/briefings/pier")).json).toMatchObject({ title: "The new pier" });
    const asked = await send("/api/briefings/pier", { headers: { "if-none-match": String(oldTag) } });
    expect(asked.status).toBe(200);
    for (const [path, text] of Object.entries(story("pier", "title: The new pier\nwithdrawn: true")))
      putFile(shelf, path, text);
    current = shelf.bind();
    expect((await get("/api/briefings/pier")).status).toBe(404);
    for (const [path, text] of Object.entries(story("pier", "title: The new pier\naudience: [slack:T0123/C045]")))
      putFile(shelf, path, text);
    current = shelf.bind();
    expect((await get("/api/briefings/pier", DESK)).json).toMatchObject({ restricted: true });
    expect((await get("/api/briefings/pier")).status).toBe(404);
  });

  test("bounds what one caller asks for, apart from the others", async () => {
    let nowMs = 0;
    const { send, post } = await serve(harbourLibrary(), { now: () => nowMs });
    const until = async (token?: string) => {
      for (let asked = 1; asked < 1_000; asked++) {
        const { status, json } = await post("/api/check", { sentence: "The pier opens." }, token);
        if (status !== 200) return { asked, status, json };
      }
      return undefined;
    };
    const refused = await until();
    expect(refused).toMatchObject({ asked: 20, status: 429, json: { title: "Too Many Requests" } });
    expect(
      (await send("/api/check", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }))
        .headers["retry-after"],
    ).toBe("1");
    expect((await post("/api/check", { sentence: "The pier opens." }, DESK)).status).toBe(200);
    nowMs += 1_000;
    expect((await post("/api/check", { sentence: "The pier opens." })).status).toBe(200);
  });
});
