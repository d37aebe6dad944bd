import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { madeUp } from "../draft/drafts.ts";
import { startArguments } from "../start/start-arguments.ts";
import type { Limit } from "./limit.ts";
import { residentMb } from "./resident.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const LOOK_MS = 50;

/** What a draft beside the bot took up at most, alone and at one moment together with the bot. */
export type DraftResult = { readonly draftMb: number; readonly togetherMb: number; readonly failed?: string };

export type DraftBeside = {
  /** The content folder that the bot and the draft share. */
  readonly content: string;
  /** Drafts from the document; `bot`: the bot's process. */
  draft(topic: string, bot: number): Promise<DraftResult>;
};

/** A content folder of its own in `folder` and, beside it, a document of 1 MB to draft from. */
export async function openDraftBeside(
  folder: string,
  { limit, flags = [] }: { readonly limit?: Limit; readonly flags?: readonly string[] },
): Promise<DraftBeside> {
  const content = join(folder, "content");
  const document = join(folder, "document.txt");
  await cp(join(ROOT, "content"), content, { recursive: true });
  await writeFile(document, madeUp(1_000_000, 2));
  return {
    content,
    async draft(topic, bot) {
      const command = [...(limit?.before ?? []), process.execPath, ...flags, ...startArguments("draft")];
      const [program = "", ...rest] = [...command, topic, document, "--yes"];
      const env = { PATH: process.env.PATH, CONTENT_DIR: content, DATA_DIR: folder };
      const child = spawn(program, rest, { cwd: ROOT, env, stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      child.stderr.on("data", (part) => {
        said += part;
      });
      let [draftMb, togetherMb] = [0, 0];
      const looking = setInterval(() => {
        const { now, most } = residentMb(child.pid as number);
        draftMb = Math.max(draftMb, most);
        togetherMb = Math.max(togetherMb, now + residentMb(bot).now);
      }, LOOK_MS);
      const [code, signal] = await once(child, "close");
      clearInterval(looking);
      const failed = limit?.killed() ? "killed for its memory" : `the draft ended with ${code ?? signal}: ${said}`;
      return { draftMb, togetherMb, ...(code !== 0 && { failed }) };
    },
  };
}
