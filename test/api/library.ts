import { briefingFile, libraryOf, sourceFile } from "../fixtures/content/library.ts";

const HARBOUR = [
  "The new pier opens to the public in early spring. Boats moor there already. Some residents doubt it.",
  "",
  "The old pier closes when the new one opens, the harbour office said. It was built in 1902.",
  "",
  "Nobody quotes the zzwhole paragraph about gulls. It goes on for a while.",
].join("\n");

/** A story for everyone, one for a channel, and a source of each kind. What only some may read holds `zz`. */
export function harbourLibrary() {
  return libraryOf({
    "sources/harbour.md": sourceFile(
      HARBOUR,
      "title: The harbour report\nurl: https://example.org/harbour\npublished: 2026-11-20",
    ),
    "sources/minutes.md": sourceFile(
      "The council met on Monday 😀. It will vote on the pier budget in May.",
      "fullText: yes",
    ),
    "sources/zzmemo.md": sourceFile("The zzbudget was cut by half last week. Nobody was told.", "title: zzmemo"),
    "sources/zzdrawer.md": sourceFile("Nobody has cited the zzdrawer so far.", "title: zzdrawer"),
    "briefings/pier.md": briefingFile({
      header: "title: The new pier\naliases: [pier works]",
      happening: "- The new pier opens in spring. [^1]",
      important: "- The old pier closes then. [^2]",
      next: "- The council votes on the budget in May. [^3]",
      footnotes: [
        '[^1]: harbour "The new pier opens […] in early spring"',
        '[^2]: harbour "The old pier closes when the new one opens"',
        '[^3]: minutes "It will vote on the pier budget in May"',
      ].join("\n"),
    }),
    "briefings/zzcuts.md": briefingFile({
      header: "title: zzcuts of the pier\naliases: [zzalias, pier cuts]\naudience: [slack:T0123/C045]",
      happening: "- The pier's zzbudget was cut by half. [^1]",
      footnotes: '[^1]: zzmemo "The zzbudget was cut by half"',
    }),
  });
}
