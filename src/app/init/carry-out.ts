import { join } from "node:path";
import type { PlatformTools, SetUpAbout } from "#chat";
import { startContent } from "./content-start.ts";
import { showChanges, withValues } from "./env-text.ts";
import { NotSetUp, type Plan } from "./plan.ts";
import { textOf, writeEnv } from "./write-env.ts";

const EXAMPLE = join(import.meta.dirname, "../../../.env.example");

/** What is about to be written, to show it first; `text` is undefined if nothing changes. */
export type Change = { readonly shown: string; readonly text: string | undefined };

/** Works out what a plan changes. A new `.env` starts as a copy of `.env.example`, which explains each setting. */
export async function changeOf(plan: Plan, file: string): Promise<Change | undefined> {
  const before = await textOf(file);
  const { text, lines } = withValues(before ?? (await textOf(EXAMPLE)) ?? "", plan.values);
  const isNew = before === undefined;
  const parts = [
    ...(lines.length > 0 || isNew
      ? [`${file}${isNew ? " (new; the rest is as in .env.example)" : ""}\n${showChanges(lines)}`.trimEnd()]
      : []),
    ...(plan.content ? [`${plan.content.folder} (new folder)`] : []),
  ];
  if (parts.length === 0) return undefined;
  return { shown: parts.join("\n"), text: lines.length > 0 || isNew ? text : undefined };
}

/**
 * Writes everything. A Ctrl+C meanwhile takes effect only once nothing is half-written, as `isStopped`.
 * @throws NotSetUp
 */
export async function write(plan: Plan, { text }: Change, file: string): Promise<{ readonly isStopped: boolean }> {
  let isStopped = false;
  const hold = () => {
    isStopped = true;
  };
  for (const signal of SIGNALS) process.on(signal, hold);
  try {
    const makeContent = async () => plan.content && startContent(plan.content.folder, plan.content.start);
    const problems = text === undefined ? await makeContent().then(() => []) : await writeEnv(file, text, makeContent);
    if (problems.length > 0) throw new NotSetUp(`${file} was not changed:\n${problems.join("\n")}`);
    return { isStopped };
  } finally {
    for (const signal of SIGNALS) process.off(signal, hold);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Does what remains on each platform, and says so. */
export async function finish(
  { platforms, values }: Plan,
  about: SetUpAbout,
  tools: PlatformTools,
  tell: (line: string) => void,
): Promise<void> {
  for (const platform of platforms) {
    const { said, address } = await platform.setUp.finish(values, about, tools);
    for (const line of said) tell(line);
    if (address !== undefined) tell(address);
  }
}
