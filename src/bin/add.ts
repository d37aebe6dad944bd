import { createInterface } from "node:readline/promises";
import { Command, InvalidArgumentError } from "commander";
import { loadLibrary } from "#briefing";
import {
  cleanAddress,
  type Document,
  dayIn,
  FACT_NAMES,
  type FactName,
  type Facts,
  keepSource,
  openDocument,
  propose,
} from "#draft";
import { type Choice, chosenOf, numbersIn } from "../app/adding/choose-items.ts";
import { openProgress } from "../app/adding/progress.ts";
import { showDocument, showFeed, showProposal } from "../app/adding/show-document.ts";
import { orExit, readSettings } from "../app/settings.ts";

type Given = Choice & { readonly [Name in FactName]?: string } & {
  readonly id?: string;
  readonly replaces?: string;
  readonly yes?: boolean;
};

const program = new Command("npm run add --")
  .description(
    "Makes sources of documents: text, Markdown, HTML, PDF, DOCX, a web page, or items of an RSS, Atom or JSON feed. Shows each before it is kept.",
  )
  .argument("<file or address...>", "what to add")
  .option("--yes", "keep without asking")
  .option("--latest <count>", "of a feed, so many of the newest items", countOf)
  .option("--items <numbers>", "of a feed, the items with these numbers, like 1,3-5", itemsOf)
  .option("--all", "of a feed, every item")
  .option("--title <words>", 'its title, where it gives none or a wrong one; "" for none; likewise the next four')
  .option("--publisher <name>", "who published it")
  .option("--author <name>", "who wrote it")
  .option("--url <address>", "where it stands", addressOf)
  .option("--published <day>", "when it was published, as YYYY-MM-DD", dayOf)
  .option("--id <name>", "how its file is called and footnotes name it: small letters, digits and hyphens")
  .option("--replaces <id>", "the source whose newer version it is")
  .parse();

const given = program.opts<Given>();
const names = program.args;
const { CONTENT_DIR } = orExit(() => readSettings());
const today = new Date().toISOString().slice(0, 10);
const isAsking = process.stdin.isTTY === true && process.stdout.isTTY === true;
const ofOne = ["id", "replaces", ...FACT_NAMES].filter((name) => name in given);
if (names.length > 1 && ofOne.length > 0) program.error(`error: --${ofOne[0]} is for one document: name one`);

for (const name of names) await addFrom(name, false);

async function addFrom(name: string, isItem: boolean): Promise<void> {
  const progress = openProgress(
    (line) => process.stderr.write(`${line}\n`),
    () => performance.now(),
  );
  const opened = await openDocument(name, { today, progress: progress.tell });
  progress.end();
  if (opened.kind === "refused") return fail(`${name}: ${opened.why}.`);
  if (opened.kind === "document") return addOne(name, opened.document);
  if (isItem) return fail(`${name}: it is a feed within a feed: add it by itself.`);
  console.log(showFeed(name, opened.feed));
  const { items } = opened.feed;
  const chosen = chosenOf(items, given) ?? chosenOf(items, await askWhich(items.length));
  if (!chosen) return console.log("Say which to add: --latest N, --items 1,3-5 or --all.");
  if (chosen.length > 1 && ofOne.length > 0) return fail(`--${ofOne[0]} is for one document: choose one item.`);
  for (const { title, url } of chosen) {
    if (url === undefined) fail(`“${title}” has no address in the feed: add its page by its address.`);
    else await addFrom(url, true);
  }
}

async function addOne(name: string, found: Document): Promise<void> {
  const document = { ...found, facts: withGiven(found.facts) };
  const library = await loadLibrary(CONTENT_DIR);
  const { id, replaces } = given;
  const proposed = propose(document, {
    name,
    library,
    ...(id !== undefined && { id }),
    ...(replaces !== undefined && { replaces }),
  });
  if (proposed.kind === "refused") return fail(`${name}: ${proposed.why}.`);
  const proposal = proposed.value;
  console.log(showDocument(name, proposal.kind === "same" ? document : proposal.document));
  console.log(showProposal(proposal, CONTENT_DIR));
  if (proposal.kind === "same") return;
  if (!given.yes && !isAsking)
    return fail(
      "Nothing was kept: say --yes to keep it as it is shown. --title, --author, --publisher, --url, --published and --id change what is shown.",
    );
  if (!given.yes && !/^(?:y|yes|)$/i.test((await ask("Keep it? [Y/n] ")).trim()))
    return console.log("Nothing was kept.");
  const kept = await keepSource(proposal, CONTENT_DIR);
  if (kept.kind === "refused") return fail(`${kept.why}.`);
  console.log(`Kept as ${kept.value}.`);
}

/** What was said on the command line comes before what the document says; empty words take away what it says. */
function withGiven(facts: Facts): Facts {
  const merged = FACT_NAMES.flatMap((name) => {
    const own = given[name];
    if (own === undefined) return facts[name] ? [[name, facts[name]]] : [];
    return own.trim() === "" ? [] : [[name, { value: own.trim(), from: "as you said" }]];
  });
  return Object.fromEntries(merged);
}

async function askWhich(count: number): Promise<Choice> {
  if (!isAsking || count === 0) return {};
  const answer = (await ask("Which? Numbers like 1,3-5, or all: ")).trim();
  if (/^all$/i.test(answer)) return { all: true };
  const items = numbersIn(answer);
  return items ? { items } : {};
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

function fail(why: string): void {
  console.error(why);
  process.exitCode = 1;
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

function addressOf(text: string): string {
  const address = text.trim() === "" ? "" : cleanAddress(text);
  if (address === undefined) throw new InvalidArgumentError("It must be an http or https address.");
  return address;
}

function dayOf(text: string): string {
  const day = text.trim() === "" ? "" : dayIn(text);
  if (day === undefined) throw new InvalidArgumentError("It must be a day, like 2026-11-20.");
  return day;
}
