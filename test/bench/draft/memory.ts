import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row } from "../bench.ts";
import { startArguments } from "../start/start-arguments.ts";

const PEAK = 'process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))';

/** The most memory that `npm run draft` takes for documents, in a process of its own. */
export function measureMemory(texts: Readonly<Record<string, readonly string[]>>, print: (row: Row) => void): void {
  for (const [name, documents] of Object.entries(texts)) {
    const folder = mkdtempSync(join(tmpdir(), "nutgraf-bench-"));
    try {
      for (const part of ["sources", "briefings"]) mkdirSync(join(folder, part));
      documents.forEach((text, at) => {
        writeFileSync(join(folder, "sources", `source-${at}.md`), `---\n---\n${text}\n`);
      });
      const flags = [`--import=data:text/javascript,${PEAK}`, ...startArguments("draft")];
      const { stderr, status } = spawnSync(process.execPath, [...flags, "measured"], {
        env: { ...process.env, CONTENT_DIR: folder, MODEL: "" },
        encoding: "utf8",
      });
      const [, kilobytes] = /peak (\d+)/.exec(stderr) ?? [];
      if (status !== 0 || kilobytes === undefined) throw new Error(`The draft failed: ${stderr}`);
      print({
        measure: `memory: ${name}, MB (aim ≤ 150)`,
        set: "made up",
        value: Math.round(Number(kilobytes) / 1_024),
        n: documents.length,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
