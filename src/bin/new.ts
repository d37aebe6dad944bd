import { access, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { contentFile, loadLibrary, quoted, TOPIC } from "#briefing";
import { briefingToFill } from "../app/init/briefing-to-fill.ts";
import { orExit, readSettings } from "../app/settings/settings.ts";

const program = new Command("npm run new --")
  .description("Writes a briefing to fill in, which explains itself, into the content's folder drafts.")
  .argument("<topic>", "the briefing's name: at most 48 of a-z, 0-9 and hyphens, like rail-strike")
  .parse();

const MOST_NAMED = 10;

const [topic = ""] = program.args;
const { CONTENT_DIR } = orExit(() => readSettings());
const draft = join(CONTENT_DIR, "drafts", `${topic}.md`);
if (!TOPIC.test(topic))
  fail(`${quoted(topic, 60)} can't be a briefing's name: use at most 48 of a-z, 0-9 and hyphens, like rail-strike`);
else if (await isThere(contentFile(CONTENT_DIR, "briefing", topic)))
  fail(`${contentFile(CONTENT_DIR, "briefing", topic)} already exists: edit it, or choose another name`);
else await write();

async function write(): Promise<void> {
  try {
    await mkdir(dirname(draft), { recursive: true });
    await writeFile(draft, briefingToFill(topic), { flag: "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return fail(
      code === "EEXIST"
        ? `${draft} already exists: edit it, or choose another name`
        : `${draft} cannot be written (${code})`,
    );
  }
  console.log(`${draft} is ready to fill in: open it in an editor. npm run check -- --watch says what is missing.`);
  const { sources } = await loadLibrary(CONTENT_DIR);
  const ids = sources.map(({ id }) => id);
  const rest = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : "";
  console.log(
    ids.length === 0
      ? "There is no source to quote yet: npm run add -- FILE or an address makes one."
      : `Sources to quote: ${ids.slice(0, MOST_NAMED).join(", ")}${rest}.`,
  );
}

function fail(why: string): void {
  console.error(`${why}.`);
  process.exitCode = 1;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
