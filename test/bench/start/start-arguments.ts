import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** What `npm start`, or another script, gives to node, the flags for its memory included: benches run the program as people do. */
export function startArguments(script = "start"): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../package.json"), "utf8"));
  return String(scripts[script]).split(" ").slice(1);
}
