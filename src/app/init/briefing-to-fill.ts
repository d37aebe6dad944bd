/**
 * A briefing that explains itself. The explanations are comments in its header, which are never shown. Placeholders are
 * where the content belongs, and the checker reports them until they are replaced.
 */
export function briefingToFill(topic: string): string {
  const words = topic.replaceAll("-", " ").trim();
  const title = words === "" ? "Story" : `${words[0]?.toUpperCase()}${words.slice(1)}`;
  return `---
# Lines like this one explain the file. Remove them as you like.
#
# 1. Write statements under the headings: list items of one sentence each, the most important first. A heading may stay empty.
# 2. End each with the mark of a footnote, like [^1], or with several.
# 3. A footnote names a source, which is a file in the folder sources without its .md, and quotes its exact words: three or more,
#    whole words, from one paragraph. […] skips words. In the console every source page makes footnotes of the words you select.
# 4. npm run check says what is wrong and what to do. npm run check -- --watch says it again each time you save.
# 5. npm run publish -- ${topic} --by "Your name" shows each statement beside its quotes and publishes it.

# What the story is called: at most 75 characters, without a closing period.
title: ${JSON.stringify(title)}
# Other names that people type for it, like [irs, taxpayer data].
aliases: []
# everyone, or a list like [slack:T0123, discord:1122/3344]. For all others the briefing does not exist.
audience: everyone
---

## What's happening

- Write what is happening in one sentence. [^1]

## Why it's important

- Write why it is important in one sentence. [^2]

## What's next

- Write what comes next in one sentence. [^3]

[^1]: source-id "the exact words of the source"
[^2]: source-id "the exact words of the source"
[^3]: source-id "the exact words of the source"
`;
}
