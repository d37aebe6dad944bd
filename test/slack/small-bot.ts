import { commands } from "#commands";
import { createBot } from "../../src/app/bot.ts";
import { briefingFile, libraryOf, sourceFile } from "../fixtures/content/library.ts";

const SOURCE = "The harbour stays closed until talks begin on Monday. Ferries wait outside the harbour wall.";

/** The bot itself over a small library: a strike for everyone, a merger for one workspace. */
export function smallBot(more: Record<string, string> = {}) {
  const failures: unknown[] = [];
  const files = { ...FILES, ...more };
  let library = libraryOf(files);
  const bot = createBot({ commands, library: () => library, onFailure: (failure) => void failures.push(failure) });
  return {
    bot,
    failures,
    change(next: Record<string, string>) {
      library = libraryOf({ ...files, ...next });
    },
  };
}

export function strike(header: string, next = "Talks begin on Monday. [^2]"): string {
  return briefingFile({
    header,
    happening: "- The harbour stays closed. [^1]",
    important: "- Ferries wait outside. [^3]",
    next: `- ${next}`,
    footnotes:
      '[^1]: port "The harbour stays closed"\n[^2]: port "talks begin on Monday"\n[^3]: port "Ferries wait outside the harbour wall"',
  });
}

const FILES = {
  "sources/port": sourceFile(SOURCE, "title: Port notice"),
  "briefings/harbour-strike": strike("title: Harbour strike\naliases: [harbour]"),
  "briefings/bank-merger": strike('title: Bank merger\naudience: ["slack:T0HOME"]'),
};
