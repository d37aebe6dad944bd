import { libraryOf } from "./server.ts";

/** Stands in everything that is not for visitors, and nowhere else. */
export const MARKER = /qq[a-z]+/gi;

/** One story for everyone, one for a workspace, and sources of all kinds: shared, restricted, cited by nobody. */
export function newsroom() {
  return libraryOf({
    "sources/harbour": [
      "---",
      "title: The harbour report",
      "url: https://example.org/harbour",
      "---",
      "The new pier opens to the public in spring.",
      "",
      "The old pier closes when the new one opens, the harbour office said.",
    ].join("\n"),
    "sources/qqmemo": "---\ntitle: Memo qqsourcetitle\n---\nThe qqsourcetext budget was cut by half last week.",
    "sources/qqdrawer": "---\ntitle: Drawer qquncitedtitle\n---\nNobody has cited the qquncitedtext so far.",
    "briefings/pier": [
      "---",
      "title: The new pier",
      "aliases: [pier works]",
      "audience: everyone",
      "---",
      "",
      "## What's happening",
      "- The new pier opens in spring. [^1]",
      "## Why it's important",
      "- The old pier closes when the new one opens. [^2]",
      "- This one quotes what is not there. [^3]",
      "## What's next",
      "",
      '[^1]: harbour "The new pier opens to the public in spring"',
      '[^2]: harbour "The old pier closes when the new one opens"',
      '[^3]: qqmemo "qqproblem words that stand nowhere"',
    ].join("\n"),
    "briefings/qqtopic": [
      "---",
      "title: Budget qqtitle",
      "aliases: [qqalias, pier budget qqalias]",
      "audience: [slack:T0123/C045]",
      "---",
      "",
      "## What's happening",
      "- The pier's qqstatement budget was cut by half. [^1]",
      "- The pier qqshared opens in spring. [^2]",
      "## Why it's important",
      "## What's next",
      "",
      '[^1]: qqmemo "The qqsourcetext budget was cut by half"',
      '[^2]: harbour "The new pier opens to the public in spring"',
    ].join("\n"),
  });
}
