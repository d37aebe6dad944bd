import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { contentFile, loadLibrary, type Source, TOPIC } from "#briefing";
import { type Draft, draft, MOST_POINTS, tellReview, update } from "#draft";
import { orExit, readSettings } from "../app/settings.ts";

const program = new Command("npm run draft --")
  .description(
    "Drafts a briefing from sources: content/drafts/TOPIC.md, every statement with its quote, and a list of what to look at. A briefing that is there already is added to; what it says stays.",
  )
  .argument("<topic>", "the briefing's name: small letters, digits and hyphens")
  .argument("[sources...]", "ids of sources; none: those that no briefing cites yet")
  .option("--points <n>", "at most so many statements a section", (text) => {
    const points = Number(text);
    if (!Number.isInteger(points) || points < 1 || points > 20) throw new InvalidArgumentError("1 to 20");
    return points;
  })
  .parse();

const [topic = "", ...named] = program.args;
const { points } = program.opts<{ points?: number }>();
const { CONTENT_DIR } = orExit(() => readSettings());
if (!TOPIC.test(topic))
  program.error(`“${topic}” is no topic: at most 48 small letters, digits and hyphens, like rail-strike`);

const library = await loadLibrary(CONTENT_DIR);
const wanted =
  named.length > 0 ? named.map(sourceNamed) : library.sources.filter(({ id }) => library.citing(id).length === 0);
if (wanted.length === 0)
  program.error(
    library.sources.length === 0
      ? `there is no source in ${join(CONTENT_DIR, "sources")}: add one with npm run add -- FILE`
      : "every source is cited by a briefing already: name those to draft from, or add one with npm run add -- FILE",
  );

const target = join(CONTENT_DIR, "drafts", `${topic}.md`);
const standing = [target, contentFile(CONTENT_DIR, "briefing", topic)].find((file) => existsSync(file));
const made =
  standing === undefined ? draft({ topic, sources: wanted, points: points ?? MOST_POINTS }) : await added(standing);
await keep(target, made.text);
await keep(target.replace(/\.md$/, ".review.txt"), `${tellReview(made.review)}\n`);
const what = made.statements === 1 ? "1 statement" : `${made.statements} statements`;
console.log(
  `${standing === undefined ? "Drafted" : "Added"} ${what} from ${wanted.map(({ id }) => id).join(", ")} in ${target}${standing === undefined || standing === target ? "" : `, beside what ${standing} says`}. Drafted by machine, not yet reviewed.`,
);
console.log(`\nTo look at:\n${tellReview(made.review)}`);

async function added(file: string): Promise<Draft> {
  const text = await readFile(file, "utf8");
  const updated = update({ topic, file: text, sources: library.sources, added: wanted, ...(points && { points }) });
  return (
    updated ??
    program.error(`${file} cannot be read as a briefing: mend what npm run check tells of it, or move it away`)
  );
}

function sourceNamed(id: string): Source {
  const found = library.source(id.replace(/^.*\/sources\/|\.md$/g, ""));
  if (found) return found;
  const known = library.sources
    .slice(0, 8)
    .map((source) => source.id)
    .join(", ");
  return program.error(
    existsSync(id)
      ? `${id} is no source yet: add it with npm run add -- ${id}`
      : `there is no source “${id}”${known === "" ? "" : `: there are ${known}`}`,
  );
}

/** Written beside and moved: nothing half-written stays. */
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
