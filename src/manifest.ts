import { parseArgs } from "node:util";
import { commands } from "#commands";
import { manifest } from "#slack";
import { orExit, readSettings } from "./settings.ts";

const { values } = parseArgs({
  options: { http: { type: "boolean" }, prefix: { type: "string" }, history: { type: "boolean" } },
});
const { PUBLIC_URL } = orExit(() => readSettings());
if (values.http && PUBLIC_URL === undefined) {
  console.error("--http needs PUBLIC_URL: the https address at which Slack reaches this bot");
  process.exit(1);
}
const made = manifest({
  specs: commands,
  ...(values.prefix !== undefined && { commandPrefix: values.prefix }),
  ...(values.http && PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
  ...(values.history && { readHistory: true }),
});
console.log(JSON.stringify(made, null, 2));
