import { Command, Option } from "commander";
import { nameChange, type Published, personOf, Refused } from "#draft";
import { previewCorrection } from "#editions";
import { StoreError } from "#store";
import { orExit, programEnvironment, readSettings } from "../app/settings/settings.ts";

const program = new Command("npm run correct --")
  .description(
    "Marks the last change to a briefing as a correction: the running bot then amends every post that said the old words.",
  )
  .argument("<topic>", "the briefing's name")
  .addOption(
    new Option("--kind <kind>", "what the change was")
      .choices(["correction", "withdrawal", "clarification"])
      .default("correction"),
  )
  .option("--why <sentence>", "what was wrong, for readers")
  .option("--by <name>", "who says so, like “Ann Lee” or “Ann Lee <ann@example.org>”")
  .option("--hide-old", "do not repeat the old words in the posts")
  .option("--urgent", "tell channels at once, also in their quiet hours")
  .option("--broadcast", "in Slack, show what tells a channel in the channel too, not only in the thread")
  .option("--dry-run", "only list the posts that would be amended")
  .parse();

type Given = {
  readonly kind: "correction" | "withdrawal" | "clarification";
  readonly why?: string;
  readonly by?: string;
  readonly hideOld?: boolean;
  readonly urgent?: boolean;
  readonly broadcast?: boolean;
  readonly dryRun?: boolean;
};
const [topic = ""] = program.args;
const { kind, why, by, dryRun = false, hideOld, urgent, broadcast } = program.opts<Given>();
const settings = orExit(() => readSettings());
if (kind !== "clarification") await preview();
if (!dryRun) await name();

/** Lists the posts in channels that have the old words. */
async function preview(): Promise<void> {
  const { DATA_DIR: folder, DATABASE_URL: url } = settings;
  try {
    const found = await previewCorrection(topic, { folder, ...(url !== undefined && { url }) });
    if (!found) return console.log(`No edition of ${topic} is recorded yet: start the bot once.`);
    const { number, statements, posts } = found;
    const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
    console.log(
      `Edition ${number} changed ${many(statements, "statement")}; ${many(posts.length, "post")} said the old words:`,
    );
    for (const post of posts)
      console.log(
        `  ${post.posted_at.toISOString().slice(0, 16).replace("T", " ")}  ${post.platform}:${post.tenant}/${post.place}  ${post.kind}  ${post.url ?? post.message}`,
      );
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    console.log(`What would be amended cannot be listed here: ${error.message}`);
  }
}

async function name(): Promise<void> {
  if (why === undefined || why.trim() === "") return fail("Say what was wrong, in a sentence for readers: --why “…”");
  if (by === undefined) return fail("Say who says so: --by “Your Name”");
  try {
    const git = { path: "git", env: programEnvironment() };
    const change = {
      kind,
      why: why.trim(),
      ...(hideOld && { hideOld }),
      ...(urgent && { urgent }),
      ...(broadcast && { broadcast }),
    };
    tell(await nameChange(topic, change, { folder: settings.CONTENT_DIR, by: personOf(by), git }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fail(error.message);
  }
}

function tell(published: Published): void {
  if (published.kind === "done") {
    const { file, commit } = published;
    console.log(
      `Written: ${file}${commit === undefined ? "" : `, commit ${commit}`}. The running bot amends the posts.`,
    );
    return;
  }
  if (published.kind === "read-only") console.log(published.text);
  fail(published.why);
}

function fail(sentence: string): void {
  console.error(/[.:”]$/.test(sentence) || sentence.includes("\n") ? sentence : `${sentence}.`);
  process.exitCode = 1;
}
