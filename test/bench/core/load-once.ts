import { loadLibrary } from "#briefing";

/** Loads the folder named on the command line; prints the time, and what stays in memory after a forced collection. */
const collect = globalThis.gc ?? (() => {});
/** Buffers are given back in the background of a collection: the second one sees what is left. */
const inUse = async () => {
  collect();
  await new Promise((resolve) => setTimeout(resolve, 200));
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const before = await inUse();
const started = performance.now();
const library = await loadLibrary(process.argv[2] as string);
const ms = performance.now() - started;
const retained = (await inUse()) - before;
console.log(JSON.stringify({ ms, retained, problems: library.problems.length }));
