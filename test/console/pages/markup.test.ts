import { expect, test } from "vitest";
import type { Bot, Reply } from "#chat";
import { cite, line } from "../../fixtures/content/replies.ts";
import { libraryOf, serve } from "../server.ts";

/** What would do harm if it ever stood in a page as it is. */
const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  "</title><script>alert(1)</script>",
  "</textarea><script>alert(1)</script>",
  "--><script>alert(1)</script>",
  "]]><script>alert(1)</script>",
  "javascript:alert(1)",
  '" autofocus onfocus="alert(1)',
  "{{alert(1)}}",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "<a href='javascript:alert(1)'>x</a>",
  "\u202ereversed",
  "<ſcript>",
  "＜script＞",
  "\u0000<script\u0000>alert(1)",
];

const ALLOWED_TAGS =
  /^(?:!doctype|\/?(?:html|head|body|meta|title|link|script|a|header|nav|search|form|label|div|input|button|details|summary|p|main|article|section|h[1-3]|ul|ol|li|dl|dt|dd|sup|bdi|span|cite|small|time|aside|q|mark|figure|figcaption|blockquote|footer|b|code|select|option|datalist))$/i;

function expectHarmless(body: string): void {
  for (const [, tag = ""] of body.matchAll(/<([^\s>]+)/g)) expect(tag).toMatch(ALLOWED_TAGS);
  for (const [tag] of body.matchAll(/<[a-z][^>]*>/gi)) {
    // The value of an attribute is what stands between its quotes; what is left are names.
    const names = tag.slice(1).replace(/="[^"]*"/g, "");
    expect(names).not.toMatch(/\bon[a-z]+|style|srcdoc|[<'"`]/i);
    for (const [, address = ""] of tag.matchAll(/(?:href|src|action)="([^"]*)"/g)) {
      expect(address).toMatch(/^(?:\/(?!\/)|#|https?:\/\/)/);
    }
  }
  expect(body.match(/<script/g) ?? []).toHaveLength(body.includes("<!doctype") ? 1 : 0);
  expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000]/);
}

test.each(HOSTILE)("asked: %j", async (words) => {
  const library = libraryOf({});
  const served = await serve(library);
  const query = encodeURIComponent(words);
  for (const path of [
    `/?ask=${query}`,
    `/?ask=${encodeURIComponent(`/${words}`)}`,
    `/?ask=${encodeURIComponent(`/whats-next ${words}`)}`,
    `/?do=${query}`,
    `/?from=${query}&ask=help`,
    `/?as=${query}&ask=help`,
    `/answer?ask=${query}`,
    `/sources/${query}`,
    `/briefings/${query}?at=${query}`,
    `/${query}`,
  ]) {
    const { body, headers } = await served.send(path);
    expectHarmless(body);
    expect(headers["content-type"]).toMatch(/^text\/html/);
  }
  const suggestions = await served.send(`/suggest?ask=${query}`);
  expect(suggestions.headers["content-type"]).toMatch(/^application\/json/);
  await served.close();
});

test.each(HOSTILE)("written: %j", async (words) => {
  const quoted = JSON.stringify(`${words} title`);
  const library = libraryOf({
    "sources/one": `---\ntitle: ${quoted}\nauthor: ${quoted}\npublisher: ${quoted}\nurl: https://example.org/?q=%22%3E<script>\n---\nBefore it ${words} stands in the source after all.`,
    "briefings/story": [
      `---\ntitle: ${quoted}\naliases: [${quoted}]\n---`,
      "## What's happening",
      `- It stands ${words} in the source. [^1]`,
      "## Why it's important",
      "## What's next",
      '[^1]: one "stands in the source after all"',
    ].join("\n"),
  });
  const served = await serve(library);
  for (const path of [
    "/",
    "/?ask=/briefing",
    "/?ask=/sources",
    "/?ask=/topics",
    "/?ask=nothing+like+it",
    "/briefings",
    "/briefings/story",
    "/sources",
    "/sources/one?at=0-9",
    "/sources/one/panel?at=0-9",
    "/problems",
  ]) {
    const { body, status } = await served.send(path);
    expect(status).toBe(200);
    expectHarmless(body);
  }
  await served.close();
});

test.each(HOSTILE)("answered: %j", async (words) => {
  const stub = { command: words, options: { [words.replaceAll("=", "")]: words } };
  const spec = { name: words, summary: words, hint: words, seenBy: "asker", says: [], options: [] } as const;
  const option = { name: "topic", summary: words };
  const choices = [{ value: "one", label: words }];
  const url = words.startsWith("javascript:") ? words : `javascript:${words}`;
  const cited = cite(1, { quote: words, before: words, after: words, at: words, url });
  const reply: Reply = {
    outcome: "choose",
    title: words,
    asOf: words,
    changedAt: words,
    blocks: [
      { kind: "heading", level: "topic", text: words },
      { kind: "heading", level: "section", text: words },
      { kind: "notice", tone: "trouble", text: words },
      { kind: "lines", lines: [line(words, [cited], "corrected")] },
      { kind: "quotes", lines: [line(words, [cited])] },
      { kind: "list", items: [{ label: words, detail: words }] },
      { kind: "commands", specs: [spec] },
    ],
    notes: [{ number: 1, source: words, title: words, author: words, publisher: words, published: words }],
    actions: [{ label: words, ask: stub, shown: "reply" }],
    form: {
      title: words,
      fields: [
        { ...option, kind: "topic" },
        { ...option, kind: "choice", choices },
      ],
      values: { topic: "one" },
      submit: { label: words, ask: stub, shown: "reply" },
    },
  };
  const bot: Bot = { specs: [spec], answer: async () => reply, suggest: () => choices };
  const served = await serve(libraryOf({}), { bot });
  for (const path of ["/?ask=any", "/answer?ask=any", "/answer?ask=any&in=dialog"]) {
    const { body, status } = await served.send(path);
    expect(status, served.failures.join()).toBe(200);
    expectHarmless(body);
  }
  await served.close();
});
