export { createTerminal, TERMINAL_PLACE, type Terminal, type TerminalOptions, toAsk } from "./adapter.ts";
export { type Look, render } from "./render.ts";
