import { createVitest, type TestSpecification, type Vitest } from "vitest/node";

/** Asked of the process that holds Vitest: run a test file of the copy, some of whose files may have `changed`. */
export type Asked = { readonly test: string; readonly changed: readonly string[] };
/** Told by it: that it is ready, and how a file went. */
export type Told =
  | { readonly kind: "ready"; readonly tests: readonly string[] }
  | { readonly kind: "ran"; readonly ok: boolean; readonly passed: number; readonly tookMs: number };

/** Longer than any test takes; a fault may make one wait for ever. */
const MOST_A_TEST_MS = 20_000;

// Kept for many faults: starting Vitest and the databases takes longer than most tests.
const [root = ".", names] = process.argv.slice(2);
const vitest = await createVitest("test", {
  root,
  watch: false,
  maxWorkers: 1,
  bail: 1,
  retry: 0,
  reporters: [{}],
  provide: { sourcesChange: true },
  testTimeout: MOST_A_TEST_MS,
  hookTimeout: MOST_A_TEST_MS,
});
for (const { config } of vitest.projects) {
  config.retry = 0;
  config.testTimeout = MOST_A_TEST_MS;
  config.hookTimeout = MOST_A_TEST_MS;
}
if (names !== undefined) vitest.setGlobalTestNamePattern(names);
const specifications = new Map((await vitest.globTestSpecifications()).map((one) => [one.moduleId, one]));
process.on("message", async ({ test, changed }: Asked) => {
  for (const file of changed) vitest.invalidateFile(file);
  const startedAt = performance.now();
  const result = await runAll(vitest, specifications.get(test));
  tell({ kind: "ran", ...result, tookMs: performance.now() - startedAt });
});
tell({ kind: "ready", tests: [...specifications.keys()] });

async function runAll(vitest: Vitest, specification: TestSpecification | undefined) {
  if (!specification) return { ok: true, passed: 0 };
  // A run counts what failed in the runs before it, and would stop at once.
  vitest.state.idMap.clear();
  vitest.state.filesMap.clear();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification]);
  return {
    ok: unhandledErrors.length === 0 && testModules.every((module) => module.ok()),
    passed: testModules.reduce((sum, { children }) => sum + [...children.allTests("passed")].length, 0),
  };
}

function tell(told: Told): void {
  process.send?.(told);
}
