import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** What they test is counted for a whole process, by discord.js. */
const ALONE = ["test/discord/transport/rest-refused.test.ts"];
/** Caches stripped types and compiled code, as in the programs: else each thread that a test starts strips them again. */
const GUARD = join(import.meta.dirname, "node-guard.cjs");

export default defineConfig({
  test: {
    // Most tests wait for sockets and processes rather than for a core; by itself vitest would leave one of two cores idle.
    maxWorkers: 6,
    globalSetup: ["test/fixtures/stores/databases.ts"],
    projects: [
      { test: { ...common("rooms"), include: ["test/**/*.test.ts"], exclude: ALONE } },
      { test: { ...common("alone"), include: ALONE, isolate: true } },
    ],
  },
});

function common(name: string) {
  // Loading the rooms anew for each file would take as long as half of the tests.
  return { name, isolate: false, execArgv: ["-r", GUARD], testTimeout: 60_000, hookTimeout: 60_000, retry: 0 };
}
