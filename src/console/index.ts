export { type ConsoleOptions, createConsole } from "./console.ts";
export type { Preview } from "./preview.ts";
export type { MayRead } from "./visible.ts";
