import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { APPLICATION, TOKEN } from "./fakes/discord/payloads.ts";
import { openDiscord } from "./fakes/discord/server.ts";
import { cloned } from "./fixtures/processes/program.ts";

/** What is done with a path that the page names: a change of the copy's file, files added in a folder, or only a look. */
type Step = { readonly change: (text: string) => string } | { readonly add: Readonly<Record<string, string>> } | "look";
type Steps = Readonly<Record<string, Step>>;

const ADDITIONS = "test/fixtures/additions";

/** A file of the additions as it stands where it is added. */
const added = async (name: string, imports = "") =>
  (await readFile(join(ADDITIONS, name), "utf8")).replaceAll(`"../../../${imports}`, '"./');
/** Puts words after the last of some, or before the first. */
const after = (words: string, more: string) => (text: string) =>
  parted(text, text.lastIndexOf(words) + words.length, more);
const before = (words: string, more: string) => (text: string) => parted(text, text.indexOf(words), more);
const both = (...changes: ((text: string) => string)[]) => ({
  change: (text: string) => changes.reduce((changed, change) => change(changed), text),
});

const A_TEST = 'import { expect, test } from "vitest";\n';
/** The page's sections, with what following them does to each path that they name. */
const SECTIONS: Readonly<Record<string, Steps>> = {
  "Add a command": {
    "commands/": { add: { "tides.ts": await added("tides.ts", "commands/") } },
    "commands/parts/": "look",
    "commands/index.ts": both(
      before("import { topics }", 'import { tides } from "./tides.ts";\n'),
      after("  forgetMe,\n", "  tides,\n"),
    ),
    "test/commands/": {
      add: {
        "tides.test.ts": `${A_TEST}import { libraryOf } from "../fixtures/content/library.ts";
import { asking, botOver } from "../fixtures/content/bot.ts";
test("tides", async () => expect(await botOver(libraryOf({})).answer(asking("/tides"))).toMatchObject({ title: "Tides" }));\n`,
      },
    },
    "test/parity.test.ts": "look",
    "README.md": both(after("removes your stored data |\n", "| `/tides` | when the water is high |\n")),
  },
  "Add a platform": {
    "src/": {
      add: Object.fromEntries(
        await Promise.all(
          (await readdir(join(ADDITIONS, "pager"))).map(async (name) => [
            `pager/${name}`,
            await added(join("pager", name)),
          ]),
        ),
      ),
    },
    "src/chat/platform/adapter.ts": "look",
    "src/chat/platform/platform.ts": "look",
    "src/discord": "look",
    "package.json": both(after('"#discord": "./src/discord/index.ts",\n', '    "#pager": "./src/pager/index.ts",\n')),
    "src/app/settings/platforms.ts": both(
      before("import { platform as slack }", 'import { platform as pager } from "#pager";\n'),
      after("[slack, discord", ", pager"),
    ),
    ".env.example": both(after("\n", "\nPAGER_URL=\n")),
    "test/contracts/adapter.ts": "look",
    "test/fakes/": "look",
    "test/parity.test.ts": "look",
    "test/house.test.ts": both(
      before('  "#slack",\n', '  "#pager",\n'),
      before('  "src/slack": [', '  "src/pager": ["#chat"],\n'),
    ),
    "README.md": both(before("| `src/console` |", "| `src/pager` | a pager | chat |\n")),
  },
  "Add a check": {
    "src/briefing/verify/": { add: { "vague-words.ts": await added("vague-words.ts", "src/briefing/verify/") } },
    "src/briefing/verify/check-briefing.ts": "look",
    "src/briefing/verify/statement-checks.ts": both(
      after('relative.ts";\n', 'import { vagueWords } from "./vague-words.ts";\n'),
      after("published),\n", "  vagueWords,\n"),
    ),
    "test/briefing/verify/": {
      add: {
        "vague-words.test.ts": `${A_TEST}import { vagueWords } from "../../../src/briefing/verify/vague-words.ts";
test("vague words", () => expect(vagueWords({ text: "They overhaul it.", citations: [] as never })).toHaveLength(1));\n`,
      },
    },
    "src/draft/support/": "look",
  },
};

const page = await readFile("CONTRIBUTING.md", "utf8");
const sectionOf = (title: string) => page.split(/^## /m).find((one) => one.startsWith(`${title}\n`)) ?? "";
const pathsIn = (text: string) =>
  [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, words = ""]) => words)
    .filter((words) => /^[\w.-]+(?:\/[\w.-]*)+$|^[\w.-]*\.(?:md|ts|json|example)$/.test(words));

/** Follows all sections in a copy of the checkout. */
async function followed() {
  const copy = await cloned(["test", "README.md", "vitest.config.ts"]);
  for (const [path, step] of Object.values(SECTIONS).flatMap((steps) => Object.entries(steps))) {
    const at = join(copy.root, path);
    await access(at);
    if (step === "look") continue;
    if ("change" in step) {
      const text = await readFile(at, "utf8");
      await writeFile(at, step.change(text));
    } else
      for (const [name, text] of Object.entries(step.add)) {
        await mkdir(dirname(join(at, name)), { recursive: true });
        await writeFile(join(at, name), text, { flag: "wx" });
      }
  }
  return copy;
}

function parted(text: string, at: number, more: string): string {
  if (at < 1) throw new Error(`nowhere to put ${more}`);
  return text.slice(0, at) + more + text.slice(at);
}

describe("CONTRIBUTING.md", () => {
  test.each(Object.entries(SECTIONS))("names the files to touch: %s", (title, steps) => {
    expect(new Set(pathsIn(sectionOf(title)))).toEqual(new Set(Object.keys(steps)));
  });

  test("leads to a command, a platform and a check that the whole bot has", async () => {
    const copy = await followed();
    const discord = await openDiscord();
    const pager = createServer((_, response) => void response.end()).listen(0, "127.0.0.1");
    onTestFinished(async () => void (await Promise.all([discord.close(), pager.close()])));
    await once(pager, "listening");
    const settings = {
      PORT: "0",
      PAGER_URL: `http://127.0.0.1:${(pager.address() as AddressInfo).port}/`,
      ...{ DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: APPLICATION, DISCORD_API_URL: discord.url },
    };
    const [house, [asked = "", helped, manifest = "", registered, doctor = "", checked]] = await Promise.all([
      houseIn(copy.root),
      told(copy.root, settings, [
        ["ask", "/tides", "--as", "pager"],
        ["ask", "/nutgraf help"],
        ["platforms/manifest"],
        ["platforms/register"],
        ["doctor"],
        ["check"],
      ]),
    ]);
    expect(JSON.parse(asked)).toEqual({ page: "Tides" });
    expect(helped).toContain("/tides\n  When the water is high\n");
    const { features } = JSON.parse(manifest);
    const rows = [...(await readFile(join(copy.root, "README.md"), "utf8")).matchAll(/^\| `(\/[\w-]+)/gm)];
    expect(features.slash_commands.map(({ command }: { command: string }) => command)).toEqual(
      rows.map(([, name]) => name),
    );
    expect(features.slash_commands).toContainEqual(expect.objectContaining({ command: "/tides" }));
    expect(registered).toBe("The commands are registered with Discord.\n");
    expect(discord.commands()).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "tides", description: "When the water is high" })]),
    );
    expect(doctor).toMatch(/✓ PAGER_URL is http:[^\n]+\n[\s\S]*✓ The pager is there\n/);
    const finding =
      /content\/briefings\/irs-data-sharing\.md:\d+:\d+ warning: “overhaul” says little: write what changes/;
    for (const out of [checked, doctor]) expect(out).toMatch(finding);
    expect(house).toMatchObject({ code: 0, out: expect.stringContaining("Test Files  1 passed") });
  });
});

/** Runs the test that enforces who may import whom, in the copy. */
async function houseIn(root: string) {
  return run(root, ["node_modules/vitest/vitest.mjs", "run", "--maxWorkers=1", "test/house.test.ts"]);
}

/** What programs of the copy print, one after the other in one process: each by itself would load all of it again. */
async function told(root: string, env: object, programs: readonly (readonly string[])[]): Promise<readonly string[]> {
  await writeFile(join(root, "in-turn.mjs"), IN_TURN);
  const { code, out } = await run(root, ["in-turn.mjs"], { ...env, PROGRAMS: JSON.stringify(programs) });
  expect(code).toBe(0);
  return JSON.parse(out);
}
const IN_TURN = `
const { write } = process.stdout;
const said = [];
for (const [script, ...args] of JSON.parse(process.env.PROGRAMS)) {
  process.argv = [process.argv[0], script, ...args];
  let out = "";
  process.stdout.write = (part) => ((out += part), true);
  await import(\`./src/bin/\${script}.ts?\${said.length}\`);
  said.push(out);
}
write.call(process.stdout, JSON.stringify(said));
`;

async function run(cwd: string, args: readonly string[], more: object = {}) {
  const env = { PATH: process.env.PATH ?? "", NO_COLOR: "1", ...more };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  child.stdout.on("data", (part) => {
    out += part;
  });
  const [code] = await once(child, "close");
  return { code: Number(code), out };
}
