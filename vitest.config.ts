import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What they test is counted for a whole process, by discord.js. */
const ALONE = ["test/discord/transport/rest-refused.test.ts"];
/** Caches stripped types and compiled code, as in the programs: else each thread that a test starts strips them again. */
const GUARD = join(import.meta.dirname, "node-guard.cjs");
/** What takes longest, mostly by starting programs: begun first, so that none of it runs alone at the end. */
const LONGEST = [
  ...[
    "bin/",
    "deploy/",
    "mutants/",
    "schedule/whole/",
    "console/playground/",
    "store/transfer/killed",
    "store/sqlite/disk",
  ],
  ...["editions/killed", "editions/on-platforms", "editions/withdraw/store-away"],
  ...["slack/outbound/failures", "slack/transport/identify", "discord/inbound/interactions"],
].map((path) => join(import.meta.dirname, "test", path));

/** In the order of vitest, by size or by how long they took last, but for those. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((path) => moduleId.startsWith(path));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    // Most tests wait for sockets and processes rather than for a core; by itself vitest would leave one of two cores idle.
    maxWorkers: 6,
    sequence: { sequencer: LongestFirst },
    globalSetup: ["test/fixtures/stores/databases.ts", "test/fixtures/processes/bundles.ts"],
    projects: [
      { test: { ...common("rooms"), include: ["test/**/*.test.ts"], exclude: ALONE } },
      { test: { ...common("alone"), include: ALONE, isolate: true } },
    ],
  },
});

function common(name: string) {
  // Loading the rooms anew for each file would take as long as half of the tests.
  const times = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };
  return { name, isolate: false, execArgv: ["-r", GUARD], ...times, retry: 0 };
}
