export {
  createTerminal,
  TERMINAL_PLACE,
  type Terminal,
  type TerminalOptions,
  type TerminalOutput,
  toAsk,
} from "./adapter.ts";
export { type Look, render } from "./render.ts";
