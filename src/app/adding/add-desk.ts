import { createInterface } from "node:readline/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { AddDesk } from "./add-source.ts";
import { numbersIn } from "./choose-items.ts";
import { openProgress } from "./progress.ts";

/** The terminal as the place to add sources; it asks questions only if a person is at the terminal. */
export function openAddDesk(folder: string, today: string): AddDesk {
  const isAsking = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return {
    folder,
    today,
    say: (text) => console.log(text),
    fail: (why) => {
      console.error(why);
      process.exitCode = 1;
    },
    openProgress: () =>
      openProgress(
        (line) => process.stderr.write(`${line}\n`),
        () => performance.now(),
      ),
    ...(isAsking && { ask }),
  };
}

/** Options that choose a feed's items, and that keep documents without asking. */
export function withAddOptions(program: Command): Command {
  return program
    .option("--yes", "keep without asking")
    .option("--latest <count>", "from a feed, the newest <count> items", countOf)
    .option("--items <numbers>", "from a feed, the items with these numbers, like 1,3-5", itemsOf)
    .option("--all", "from a feed, every item");
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It must be a whole number from 1.");
  return count;
}

function itemsOf(text: string): readonly number[] {
  const numbers = numbersIn(text);
  if (!numbers) throw new InvalidArgumentError("It takes numbers of the list, like 1,3-5.");
  return numbers;
}
