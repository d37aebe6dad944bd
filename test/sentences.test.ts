// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code that is read here has templates

import { expect, test } from "vitest";
import { gatherSentences, sentencesOf } from "./fixtures/sentences.ts";

const UPDATE = "npx vitest run test/sentences.test.ts --update";
const HEAD = `# What people read

Every sentence of the code that a person can see, to be read in one go: answers, buttons, notices, errors, log lines.
What is filled in stands in braces, alternatives with a bar between. Out of date? Run \`${UPDATE}\`.

`;

test(`docs/sentences.md has every sentence of the code; if not, run ${UPDATE}`, async () => {
  await expect(HEAD + (await gatherSentences(["src", "commands"]))).toMatchFileSnapshot("../docs/sentences.md");
});

test("leaves out lists of words to look up, and the names of weights", async () => {
  const rows = (await gatherSentences(["src"])).split("\n");
  const UNREAD = /^- (?:increase rise|united kingdom|der die|third out of text|stem pairs|turn words|out of order)/;
  expect(rows.filter((row) => UNREAD.test(row))).toEqual([]);
});

test.each<[string, string[]]>([
  ['say("Try again")', ["Try again"]],
  ["say(`${count} problem${count === 1 ? '' : 's'} found`)", ["{count} problem{|s} found"]],
  ['say("It stands " + where(place) + ": look there")', ["It stands {where}: look there"]],
  ["say(ready ? `It is ready` : wait('Not ready yet'))", ["It is ready", "Not ready yet"]],
  ["say(`${name}: ${old ? say('It is old') : ''}`)", ["It is old"]],
  ['html`<p title="How to ask">Ask <b>now</b></p><p>${["Or wait"]}</p>`', ["How to ask", "Ask now", "Or wait"]],
  ["say('chat does not show <sup>')", ["chat does not show <sup>"]],
  ["type Word = 'two words' | `and ${more} words`; say('Two words' satisfies Word)", ["Two words"]],
  ['import { a } from "some where"; export * from "else where"; export const A = "Some more"', ["Some more"]],
  [
    "sql`select all rows`; run('create table rows (id text)'); 'mon tue wed'.split(' '); match('(?:two words)\\\\b')",
    [],
  ],
  ["const command = { summary: 'What is next', says: ['what comes next'] }", ["What is next"]],
  ["open('text/html; charset=utf-8', 'https://example.org', 'cancel', `${a} ${b}`)", []],
])("finds the sentences of %s", (code, sentences) => {
  expect(sentencesOf(code, "any.ts")).toEqual(sentences);
});
