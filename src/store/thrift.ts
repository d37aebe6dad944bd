import { setFlagsFromString } from "node:v8";

/**
 * Keeps what the engine takes for the embedded database's code small, for this process and from now on. Optimizing that
 * code took hundreds of megabytes for a moment and kept some of it: one function at a time, none within another, and
 * only what runs often. https://v8.dev/docs/wasm-compilation-pipeline
 */
export function compileThriftily(): void {
  for (const flag of ["--wasm-num-compilation-tasks=1", "--no-wasm-inlining", "--wasm-tiering-budget=40000000"])
    setFlagsFromString(flag);
}
