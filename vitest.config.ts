import { defineConfig } from "vitest/config";

const STORED = ["test/store/**/*.test.ts", "test/schedule/**/*.test.ts", "test/editions/**/*.test.ts"];

export default defineConfig({
  test: {
    // Most tests wait for sockets and processes rather than for a core; by itself vitest would leave one of two idle.
    maxWorkers: 3,
    projects: [
      { test: { ...common("rooms"), include: ["test/**/*.test.ts"], exclude: STORED } },
      // Databases take seconds to set up: only what needs them waits for them.
      { test: { ...common("stored"), include: STORED, globalSetup: ["test/fixtures/stores/databases.ts"] } },
    ],
  },
});

function common(name: string) {
  return { name, testTimeout: 60_000, hookTimeout: 60_000, retry: 0 };
}
