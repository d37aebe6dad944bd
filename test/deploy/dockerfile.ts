import { cp, glob, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** One instruction of a Dockerfile, with its build arguments filled in. */
export type Instruction = { readonly name: string; readonly text: string };
export type Stage = { readonly name: string; readonly from: string; readonly steps: readonly Instruction[] };

/** The stages of the Dockerfile, in order. */
export function readDockerfile(text: string): readonly Stage[] {
  const lines = text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n")
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const args = new Map<string, string>();
  const stages: { name: string; from: string; steps: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = "", raw = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    const words = raw.replace(/\$\{(\w+)\}/g, (whole, arg) => args.get(arg) ?? whole);
    if (name === "ARG") args.set(...(words.split("=") as [string, string]));
    else if (name === "FROM") {
      const [, from = "", as = String(stages.length)] =
        /^(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?$/.exec(words) ?? [];
      stages.push({ name: as, from, steps: [] });
    } else stages.at(-1)?.steps.push({ name, text: words });
  }
  return stages;
}

/** The words of an instruction in JSON, like those of CMD. */
export function wordsOf({ text }: Instruction): readonly string[] {
  return JSON.parse(text.slice(text.indexOf("[")));
}

/** What a build is given of the project: what .dockerignore lets in. */
export async function buildContext(project: string, to: string): Promise<void> {
  const rules = (await readFile(join(project, ".dockerignore"), "utf8"))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (rules[0] !== "*") throw new Error("the rules are read as: nothing, but what is let in, without what is left out");
  for (const rule of rules.filter((one) => one.startsWith("!"))) {
    const path = rule.slice(1);
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(project, path), join(to, path), { recursive: true });
  }
  for (const rule of rules.slice(1).filter((one) => !one.startsWith("!")))
    for await (const path of glob(rule, { cwd: to })) await rm(join(to, path), { recursive: true, force: true });
}
