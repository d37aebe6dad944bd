import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

/** First line of an export. */
export type Head = { readonly nutgraf: "export"; readonly version: string; readonly exportedAt: string };
/** The last line: the number of rows, and the SHA-256 of everything before it. */
export type Tail = { readonly rows: number; readonly sha256?: string };

const PIECE = 65_536;

/** Creates a file of JSON lines, readable by its owner only, written in chunks. The last line seals it. */
export async function openLines(path: string) {
  const handle = await open(path, "wx", 0o600);
  await handle.chmod(0o600);
  const hash = createHash("sha256");
  let waiting = "";
  const flush = async () => {
    await handle.appendFile(waiting);
    waiting = "";
  };
  return {
    async write(line: object): Promise<void> {
      const text = `${JSON.stringify(line)}\n`;
      hash.update(text);
      waiting += text;
      if (waiting.length > PIECE) await flush();
    },
    async seal(rows: number): Promise<void> {
      waiting += `${JSON.stringify({ rows, sha256: hash.digest("hex") } satisfies Tail)}\n`;
      await flush();
      await handle.sync();
      await handle.close();
    },
    giveUp: () => handle.close().catch(() => {}),
  };
}

/** A line, its number from 1, and the SHA-256 of everything before it, while it is the latest. */
export type NumberedLine = { readonly number: number; readonly text: string; readonly before: () => string };

/** The lines of a file. Only a line feed ends a line: quotes may contain all other line separators. */
export async function* linesOf(path: string): AsyncGenerator<NumberedLine> {
  const hash = createHash("sha256");
  let rest = "";
  let number = 0;
  const before = () => hash.copy().digest("hex");
  for await (const piece of createReadStream(path, "utf8")) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      number += 1;
      yield { number, text, before };
      hash.update(`${text}\n`);
    }
  }
  if (rest !== "") yield { number: number + 1, text: rest, before };
}
