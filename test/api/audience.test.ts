import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Token } from "#api";
import { briefingFile, libraryOf, sourceFile } from "../fixtures/content/library.ts";
import { harbourLibrary } from "./library.ts";
import { DESK, READER, serve } from "./served.ts";

const SCOPES = ["slack:T1", "slack:T1/C1", "slack:T1/C2", "slack:T2", "discord:T1", "discord:9/C1"] as const;
type Scope = (typeof SCOPES)[number];
type Story = { readonly audience: readonly Scope[]; readonly isWhole: boolean; readonly sharesSource: boolean };

const story: fc.Arbitrary<Story> = fc.record({
  // None: for everyone.
  audience: fc.subarray([...SCOPES], { maxLength: 2 }),
  isWhole: fc.boolean(),
  sharesSource: fc.boolean(),
});
const asked = fc.record({
  stories: fc.array(story, { minLength: 1, maxLength: 5 }),
  scopes: fc.subarray([...SCOPES], { maxLength: 3 }),
  readsWhole: fc.boolean(),
});

const WORDS = ["alpha", "bravo", "cargo", "delta", "ember"];
const wordOf = (index: number) => `zz${WORDS[index]}`;
/** Stands in a source that is the same for all, who may each read what their own stories quote of it. */
const sharedWordOf = (index: number) => `yy${WORDS[index]}`;

/** Stands in that source too, and no story quotes it. */
const UNQUOTED = "The yynobody crane of the harbour was painted red in 1997.";

/** Stories that all speak of one harbour; each has a word of its own in its names, its sentences and its source. */
function libraryWith(stories: readonly Story[], isThere: (story: Story) => boolean) {
  const files: Record<string, string> = {};
  const shared = stories.map((_, index) => `The ${sharedWordOf(index)} crane of the harbour stands still this week.`);
  files["sources/shared.md"] = sourceFile([...shared, UNQUOTED].join("\n\n"), "title: The cranes");
  const there = stories.flatMap((story, index) => (isThere(story) ? [{ story, index }] : []));
  for (const { story, index } of there) {
    const word = wordOf(index);
    files[`sources/${word}-memo.md`] = sourceFile(
      `The ${word} dock of the harbour closes in May. A ${word} ferry sails on. Nothing else of ${word} is said.`,
      `title: ${word} memo${story.isWhole ? "\nfullText: yes" : ""}`,
    );
    files[`briefings/${word}-story.md`] = briefingFile({
      header: `title: The ${word} harbour\naliases: [${word}, harbour ${word}]\naudience: ${story.audience.length === 0 ? "everyone" : `[${story.audience.join(", ")}]`}`,
      happening: `- The ${word} dock closes in May. [^1]${story.sharesSource ? `\n- The ${word} crane stands still. [^2]` : ""}`,
      footnotes: [
        `[^1]: ${word}-memo "The ${word} dock of the harbour closes in May"`,
        ...(story.sharesSource ? [`[^2]: shared "The ${sharedWordOf(index)} crane of the harbour stands still"`] : []),
      ].join("\n"),
    });
  }
  return libraryOf(files);
}

/** The rule of the README, written again: a place reads what is for it or for all of its workspace or server. */
function reads(scopes: readonly Scope[], { audience }: Story): boolean {
  return (
    audience.length === 0 || scopes.some((own) => audience.some((one) => own === one || own.startsWith(`${one}/`)))
  );
}

function tokenOf(scopes: readonly Scope[], readsWhole: boolean): Token {
  const read = scopes.map((scope) => {
    const [platform = "", tenant = "", place] = scope.split(/[:/]/);
    return place === undefined ? { platform, tenant } : { platform, tenant, place };
  });
  return { name: "one", secret: DESK, scopes: read, readsWhole };
}

/** Everything that can be asked of the words of these stories, by every road. */
function requests(stories: readonly Story[]): readonly (readonly [string, object?])[] {
  const each = stories.flatMap((_, index): (readonly [string, object?])[] => {
    const word = wordOf(index);
    const quote = { source: `${word}-memo`, exact: `The ${word} dock of the harbour closes in May` };
    const tool = (name: string, given: object) =>
      ["/mcp", { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: given } }] as const;
    return [
      ...["briefings/", "sources/", "search?query="].map((path) => [`/api/${path}${word}`] as const),
      [`/api/briefings/${word}-story`],
      [`/api/briefings/${word}-story/changes`],
      [`/api/sources/${word}-memo`],
      ["/api/ask", { question: `When does the ${word} dock close?` }],
      ["/api/ask", { question: "When does the dock close?", topic: `${word}-story` }],
      ["/api/check", { sentence: `The ${word} dock closes in June.`, topic: word }],
      ["/api/check", { sentence: "The dock of the harbour closes in June." }],
      ["/api/check", { sentence: "The dock closes.", quotes: [{ ...quote }] }],
      [
        "/api/check",
        { sentence: "x", quotes: [{ source: "shared", exact: `The ${sharedWordOf(index)} crane of the harbour` }] },
      ],
      ["/api/ask", { question: `Does the ${sharedWordOf(index)} crane stand still this week?` }],
      ["/api/check", { sentence: `The ${sharedWordOf(index)} crane stands still this month.` }],
      tool("search", { query: `${sharedWordOf(index)} crane` }),
      tool("fetch", { id: `briefing:${word}-story` }),
      tool("fetch", { id: `source:${word}-memo` }),
      tool("search", { query: `${word} harbour` }),
    ];
  });
  const all = ["topics", "sources", "sources/shared", "search?query=harbour", "search?query=cranes", "openapi.json"];
  return [
    ...all.map((path) => [`/api/${path}`] as const),
    ["/api/ask", { question: "Which dock closes?" }],
    ["/api/ask", { question: "When was the yynobody crane painted red?" }],
    ["/api/check", { sentence: "The yynobody crane of the harbour was painted blue." }],
    ["/api/search?query=yynobody+crane+painted"],
    ...each,
  ];
}

type Answers = Awaited<ReturnType<typeof serve>>;

async function answerTo({ send }: Answers, [path, body]: readonly [string, object?]): Promise<string> {
  const headers = { authorization: `Bearer ${DESK}`, "content-type": "application/json" };
  const accept = { accept: "application/json, text/event-stream" };
  const post = { method: "POST", headers: { ...headers, ...accept }, body: JSON.stringify(body) };
  const { status, headers: sent, body: text } = await send(path, body ? post : { headers });
  return `${status} ${sent.etag ?? ""} ${text}`;
}

describe("what is not for a caller", () => {
  property.prop({ asked }, { numRuns: 25 })(
    "does not exist for them: every answer is as if it were not there",
    async ({ asked: { stories, scopes, readsWhole } }) => {
      const options = { tokens: [tokenOf(scopes, readsWhole)] };
      const full = await serve(
        libraryWith(stories, () => true),
        options,
      );
      const bare = await serve(
        libraryWith(stories, (story) => reads(scopes, story)),
        options,
      );
      const hidden = stories.flatMap((story, index) => (reads(scopes, story) ? [] : [wordOf(index)]));
      for (const request of requests(stories)) {
        const answer = await answerTo(full, request);
        // What the caller wrote is no secret of ours: where it comes back, it does without us, too.
        const asIfGone = await answerTo(bare, request);
        for (const word of hidden)
          if (!JSON.stringify(request).includes(word)) expect(answer, JSON.stringify(request)).not.toContain(word);
        expect(answer, JSON.stringify(request)).toBe(asIfGone);
        if (readsWhole) continue;
        expect(answer, JSON.stringify(request)).not.toContain("painted red in 1997");
        for (const [index, story] of stories.entries())
          if (!(reads(scopes, story) && story.sharesSource))
            expect(answer, JSON.stringify(request)).not.toContain(
              `The ${sharedWordOf(index)} crane of the harbour stands still`,
            );
      }
      expect([...full.failures, ...bare.failures]).toEqual([]);
    },
  );

  test.each([
    ["/api/ask", { question: "When was the old pier built?" }, "It was built in 1902.", undefined],
    ["/api/ask", { question: "Which zzwhole paragraph is about gulls?" }, "gulls", READER],
    ["/api/check", { sentence: "The old pier was built in 1903." }, "It was built in 1902.", undefined],
    ["/api/check", { sentence: "Nobody quotes the paragraph about terns." }, "gulls", READER],
  ])("leaves what is: %s %j", async (path, body, words, token) => {
    const { post } = await serve(harbourLibrary());
    expect(JSON.stringify((await post(path, body, token)).json)).toContain(words);
    if (token !== undefined) expect(JSON.stringify((await post(path, body)).json)).not.toContain(words);
  });

  test("needs the right token, and everything does where the API is closed", async () => {
    const statuses = async (isClosed: boolean, authorization?: string) => {
      const { send } = await serve(harbourLibrary(), { isClosed });
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const paths = ["/api/briefings/pier", "/api/briefings/zzcuts", "/api/openapi.json", "/mcp"];
      return Promise.all(paths.map(async (path) => (await send(path, { headers })).status));
    };
    expect(await statuses(false)).toEqual([200, 404, 200, 405]);
    expect(await statuses(false, `Bearer ${READER}`)).toEqual([200, 404, 200, 405]);
    expect(await statuses(false, `bearer ${DESK}`)).toEqual([200, 200, 200, 405]);
    expect(await statuses(true, `Bearer ${DESK}`)).toEqual([200, 200, 200, 405]);
    for (const wrong of [
      undefined,
      "",
      "Bearer ",
      "Bearer x",
      `Basic ${DESK}`,
      `Bearer ${DESK}x`,
      `Bearer desk:${DESK}`,
    ]) {
      expect(await statuses(true, wrong), wrong).toEqual([401, 401, 401, 401]);
      if (wrong) expect(await statuses(false, wrong), wrong).toEqual([401, 401, 401, 401]);
    }
  });
});
