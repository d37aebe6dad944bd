import { loadLibrary } from "#briefing";

/** Loads the folder named on the command line; prints the time, and what stays in memory after a forced collection. */
const collect = globalThis.gc ?? (() => {});
const inUse = () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const before = inUse();
const started = performance.now();
const library = await loadLibrary(process.argv[2] as string);
const ms = performance.now() - started;
const retained = inUse() - before;
console.log(JSON.stringify({ ms, retained, problems: library.problems.length }));
