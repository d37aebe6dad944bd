import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { contentFile, type Library, loadLibrary, placesOf, type Source, TOPIC } from "#briefing";
import {
  currentSources,
  type Draft,
  draft,
  draftWithModel,
  isAddress,
  MOST_NEW,
  MOST_POINTS,
  openModel,
  type Proposed,
  tellReview,
  update,
} from "#draft";
import { openAddDesk, withAddOptions } from "../app/adding/add-desk.ts";
import { addFrom, type Given } from "../app/adding/add-source.ts";
import { orExit, readSettings } from "../app/settings/settings.ts";

const program = withAddOptions(
  new Command("npm run draft --")
    .description(
      "Drafts a briefing from sources: content/drafts/TOPIC.md, every statement with its quote, and a list of what to look at. An existing briefing is added to; its text is kept.",
    )
    .argument("<topic>", "the briefing's name: lowercase letters, digits and hyphens")
    .argument(
      "[sources...]",
      "ids of sources, or files and addresses to add as sources first (default: sources that no briefing cites yet)",
    ),
)
  .option("--points <n>", "at most this many statements in a section", (text) => {
    const points = Number(text);
    if (!Number.isInteger(points) || points < 1 || points > 20) throw new InvalidArgumentError("1 to 20");
    return points;
  })
  .parse();

const [topic = "", ...named] = program.args;
const { points, ...given } = program.opts<{ points?: number } & Given>();
const { CONTENT_DIR, MODEL, MODEL_KEY } = orExit(() => readSettings());
if (!TOPIC.test(topic))
  program.error(`“${topic}” isn't a topic: use at most 48 lowercase letters, digits and hyphens, like rail-strike`);

const before = await loadLibrary(CONTENT_DIR);
const ids = await idsOf(named, before);
const library = named.length > 0 ? await loadLibrary(CONTENT_DIR) : before;
const current = currentSources(library.sources);
const wanted =
  named.length > 0
    ? library.sources.filter(({ id }) => ids.includes(id))
    : current.filter(({ id }) => library.citing(id).length === 0);
if (wanted.length === 0)
  program.error(
    library.sources.length === 0
      ? `there is no source in ${join(CONTENT_DIR, "sources")}: name a file or an address to draft from`
      : "every source is cited by a briefing already: name those to draft from, or a file or an address",
  );

const target = join(CONTENT_DIR, "drafts", `${topic}.md`);
const standing = [target, contentFile(CONTENT_DIR, "briefing", topic)].find((file) => existsSync(file));
const file = standing === undefined ? undefined : await readFile(standing, "utf8");
const { draft: made, told } = await assisted();
// A content folder needs both folders: without this one, a new one would fail its check.
await mkdir(join(CONTENT_DIR, "briefings"), { recursive: true });
await keep(target, made.text);
await keep(target.replace(/\.md$/, ".review.txt"), `${tellReview(made.review)}\n`);
const what = made.statements === 1 ? "1 statement" : `${made.statements} statements`;
console.log(
  `${standing === undefined ? "Drafted" : "Added"} ${what} from ${wanted.map(({ id }) => id).join(", ")} in ${target}${standing === undefined || standing === target ? "" : `, beside what ${standing} says`}. Drafted by machine, not yet reviewed.`,
);
if (told !== undefined) console.log(told);
console.log(`\nTo look at:\n${tellReview(made.review)}`);

/** The draft; if a model is set, with its proposals and doubts. */
async function assisted(): Promise<{ draft: Draft; told?: string }> {
  const unassisted = make();
  if (MODEL === undefined) return { draft: unassisted };
  const model = openModel(MODEL, { key: MODEL_KEY, now: () => performance.now() });
  console.error(`… asking ${MODEL.name} at ${new URL(MODEL.url).host}`);
  const request = {
    sources: wanted,
    known: library.sources,
    points: points ?? (file === undefined ? MOST_POINTS : MOST_NEW),
  };
  return draftWithModel(
    model,
    { ...request, said: file === undefined ? [] : placesOf(file).map(({ text }) => text) },
    make,
  );
}

function make(proposed?: Proposed): Draft {
  const given = { topic, ...(points && { points }), ...(proposed && { proposed }) };
  if (file === undefined) return draft({ ...given, sources: wanted });
  return (
    update({ ...given, file, sources: library.sources, added: wanted }) ??
    program.error(`${standing} cannot be read as a briefing: fix what npm run check reports, or move it away`)
  );
}

/**
 * The ids of the named sources; files and addresses are added as sources first. Exits if any name is unknown or can't
 * be added.
 */
async function idsOf(names: readonly string[], known: Library): Promise<readonly string[]> {
  const sources = names.map((name) => sourceNamed(name, known));
  names.forEach((name, at) => {
    const source = sources[at];
    if (source) mustBeCurrent(source, known);
    else if (!isAddress(name) && !existsSync(name)) program.error(unknown(name, known));
  });
  const desk = openAddDesk(CONTENT_DIR, new Date().toISOString().slice(0, 10));
  const ids: string[] = [];
  for (const [at, name] of names.entries()) {
    const source = sources[at];
    const added = source ? [source.id] : await addFrom(name, given, desk);
    if (!added) process.exit(1);
    ids.push(...added);
  }
  return ids;
}

/** A source by its id, or by its file in the content folder. */
function sourceNamed(name: string, known: Library): Source | undefined {
  if (!/[./]/.test(name)) return known.source(name);
  const file = contentFile(CONTENT_DIR, "source", basename(name, ".md"));
  return resolve(name) === resolve(file) ? known.source(basename(name, ".md")) : undefined;
}

function mustBeCurrent({ id }: Source, { sources }: Library): void {
  const newer = sources.find(({ replaces }) => replaces === id);
  if (newer) program.error(`${id} was replaced by ${newer.id}: draft from that`);
}

function unknown(name: string, { sources }: Library): string {
  const known = sources
    .slice(0, 8)
    .map(({ id }) => id)
    .join(", ");
  return `there is no source, file or address “${name}”${known === "" ? "" : `: there are ${known}`}`;
}

/** Writes to a temporary file and renames it, so that no partial file is left. */
async function keep(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, text);
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
