import { readdir, readFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { PLATFORMS } from "../src/app/settings/platforms.ts";
import { saidThroughDoor } from "./fixtures/door-types.ts";
import { importsOf } from "./fixtures/imports.ts";

/** What the wiring and the programs may import. */
const EVERYTHING = [
  "node",
  "#api",
  "#ask",
  "#briefing",
  "#chat",
  "#commands",
  "#console",
  "#discord",
  "#draft",
  "#editions",
  "#slack",
  "#schedule",
  "#store",
  "#terminal",
  "@clack/prompts",
  "commander",
  "dotenv",
  "p-timeout",
  "pino",
  "prom-client",
  "zod",
];
/** Who may import whom, npm packages and Node's own modules included; of some only `types`. The table of the README. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "src/briefing": ["node", "minisearch", "yaml", "zod"],
  "src/chat": ["node", "lru-cache", "p-timeout"],
  "src/store": ["node", "#chat", "kysely", "pg"],
  "src/schedule": [
    "node",
    "#chat",
    "#store",
    "croner",
    "kysely",
    "lru-cache",
    "p-timeout",
    "prom-client",
    "temporal-polyfill",
  ],
  "src/draft": [
    "node",
    "#briefing",
    "@ai-sdk/anthropic",
    "@ai-sdk/openai-compatible",
    "@mozilla/readability",
    "ai",
    "feedsmith",
    "ipaddr.js",
    "linkedom",
    "mammoth",
    "marked",
    "undici",
    "unpdf",
    "wink-eng-lite-web-model",
    "wink-nlp",
    "yaml",
    "zod",
  ],
  "src/ask": ["node", "#briefing"],
  "src/api": [
    "node",
    "#ask",
    "#briefing",
    "#draft",
    "#editions",
    "@hono/node-server",
    "@modelcontextprotocol/server",
    "hono",
    "lru-cache",
    "zod",
  ],
  "src/editions": ["node", "#briefing", "#chat", "#schedule", "#store", "kysely", "lru-cache", "p-timeout"],
  "src/terminal": ["node", "#chat", "wrap-ansi"],
  "src/console": [
    ...["node", "#briefing", "#chat", "#draft", "#editions", "types of #schedule"],
    ...["feedsmith", "hono", "@hono/node-server", "lru-cache", "p-timeout"],
  ],
  "src/slack": ["node", "#chat", "@slack/bolt", "p-timeout"],
  "src/discord": ["node", "#chat", "@discordjs/ws", "discord-api-types", "discord.js", "lru-cache", "p-timeout"],
  commands: ["#ask", "#briefing", "#chat", "#draft", "#editions", "#schedule"],
  "src/app": EVERYTHING,
  "src/bin": EVERYTHING,
};
/** Whose files a folder may import by path besides its own; a room's own files may import all of its folders. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  ...within("src/briefing", {
    content: [],
    words: ["content"],
    dates: ["content"],
    parse: ["content"],
    verify: ["content", "dates", "parse"],
    library: ["content", "dates", "parse", "verify"],
  }),
  ...within("src/draft", {
    sentences: [],
    sections: ["sentences"],
    "support/align": ["sentences"],
    "support/opposites": ["support/align"],
    "support/vectors": ["support/align"],
    support: ["sentences", "support/align", "support/opposites", "support/vectors"],
    write: ["sentences", "sections", "support", "support/align"],
    model: ["sentences", "sections", "support", "support/align", "write"],
    publish: ["support", "support/align", "disk"],
    rewrite: ["publish"],
    review: ["write", "support", "support/align", "publish"],
  }),
  ...within("src/ask", { words: [], search: ["words"], rank: ["words", "search"] }),
  ...within("src/slack", {
    transport: [],
    render: [],
    outbound: ["transport", "render"],
    "inbound/places": ["transport", "outbound"],
    inbound: ["transport", "render", "outbound", "inbound/places"],
  }),
  ...within("src/discord", {
    transport: [],
    render: [],
    outbound: ["transport", "render"],
    inbound: ["transport", "render", "outbound"],
  }),
  ...within("src/console", {
    assets: [],
    "assets/styles": [],
    pages: [],
    access: ["pages"],
    reading: ["pages", "access"],
    operations: ["pages", "access"],
    history: ["pages", "access"],
    adding: ["pages", "access"],
    review: ["pages", "access"],
    playground: ["pages", "access", "reading", "operations"],
  }),
  ...within("src/store", {
    schema: [],
    database: ["schema"],
    export: ["database", "schema"],
    migrate: ["database", "schema", "export"],
    "migrate/migrations": ["database"],
    sqlite: ["database", "migrate/migrations"],
    postgres: ["database", "schema", "migrate/migrations"],
    transfer: ["database", "schema", "export", "migrate", "migrate/migrations", "sqlite", "postgres"],
  }),
  ...within("src/schedule", {
    flow: [],
    times: [],
    questions: [],
    rows: ["times"],
    pace: ["flow"],
    context: ["pace"],
    post: ["rows", "times"],
    notify: ["flow", "rows", "post", "context"],
    places: ["rows", "notify"],
    plan: ["rows", "times", "notify", "pace"],
    deliver: ["rows", "flow", "times", "pace", "context", "post", "notify", "places"],
    subscriptions: ["rows", "times", "post", "notify"],
    queries: ["rows", "times", "questions", "notify", "places", "post"],
    runtime: [
      "flow",
      "rows",
      "pace",
      "context",
      "post",
      "notify",
      "places",
      "plan",
      "deliver",
      "subscriptions",
      "queries",
    ],
  }),
  ...within("src/draft", {
    add: ["add/document", "add/fetch", "add/read", "add/keep"],
    "add/document": [],
    "add/fetch": ["add/document"],
    "add/clean": ["add/document"],
    "add/pdf": ["add/document", "add/clean"],
    "add/feeds": ["add/document"],
    "add/html": ["add/document"],
    "add/word": ["add/document", "add/html"],
    "add/read": ["add/document", "add/clean", "add/pdf", "add/feeds", "add/html", "add/word"],
    disk: [],
    "add/keep": ["add/document", "disk"],
  }),
  ...within("src/editions", {
    words: [],
    record: ["words"],
    read: ["words"],
    correct: ["words"],
    withdraw: ["correct", "words"],
  }),
  ...within("src/api", {
    access: [],
    wire: [],
    read: ["access", "wire"],
    http: ["access", "read", "wire"],
    mcp: ["read"],
  }),
  ...within("src/chat", { ask: [], reply: ["ask"], platform: ["ask", "reply"] }),
  ...within("commands", {
    parts: [],
    asking: ["parts", "parts/asking"],
    buttons: ["parts"],
    reviewing: ["parts"],
    "parts/schedule": ["parts"],
    "parts/asking": ["parts"],
  }),
  ...within("src/app", {
    adding: [],
    metrics: ["log"],
    reviewing: [],
    settings: [],
    understand: [],
    web: [],
    log: ["settings"],
  }),
  "src/app/life": ["src/app/log", "src/app/settings"],
  "src/app/checking": ["src/app/log", "src/app/settings", "src/app/withdrawing"],
  "src/app/upkeep": ["src/app/log", "src/app/settings"],
  "src/app/withdrawing": ["src/app/log", "src/app/settings"],
  "src/bin/reviewing": ["src/app", "src/app/log", "src/app/settings", "src/app/withdrawing"],
  "src/app/api": ["src/app/log", "src/app/settings"],
  "src/app/init": ["src/app/settings"],
  ...within("src", {
    bin: [
      "app",
      "app/api",
      "app/adding",
      "app/checking",
      "app/init",
      "app/reviewing",
      "app/life",
      "app/metrics",
      "app/upkeep",
      "app/log",
      "app/settings",
      "app/web",
      "app/withdrawing",
    ],
    "bin/platforms": ["app", "app/log", "app/settings"],
  }),
};
const MOST_FILES = 14;
const MOST_LINES = 300;
/** Folders of the tests, with those in them, that mirror no room: what they are for. */
const NO_MIRRORS: Readonly<Record<string, string>> = {
  "test/bench": "measures",
  "test/contracts": "what each platform has to do, asked of all of them",
  "test/deploy": "what the image, `deploy` and the published versions hold",
  "test/fakes": "platforms and models on the loopback",
  "test/fixtures": "what tests of several rooms start from",
  "test/mutants": "plants faults",
  "test/schedule/whole": "the bot as people start it, with all rooms at once",
};
/** The programs that hand in the clock; everything else is given it. */
const CLOCKS = [
  "src/bin/ask.ts",
  "src/bin/main.ts",
  "src/bin/check.ts",
  "src/bin/platforms/register.ts",
  "src/bin/doctor.ts",
  "src/bin/data.ts",
  "src/bin/add.ts",
  "src/bin/reviewing/withdraw.ts",
  "src/bin/draft.ts",
  "src/bin/publish.ts",
  "src/bin/mcp.ts",
  "src/bin/init.ts",
];
/** The only readers of the environment. */
const ENVIRONMENT = ["src/app/settings/settings.ts"];
const IMPORT = /^(?:import|export)\b( type\b)?(?:[^;"]*?\bfrom)?\s*"([^"]+)"|\bimport\s*\(\s*"([^"]+)"/gm;

const files = (
  await Promise.all(["src", "commands"].map((folder) => readdir(folder, { recursive: true, withFileTypes: true })))
)
  .flat()
  .filter((entry) => entry.isFile() && /\.([cm]?[jt]s|css)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));

const roomOf = (file: string) =>
  Object.keys(ROOMS)
    .filter((room) => file.startsWith(room + sep))
    .sort((a, b) => b.length - a.length)[0] ?? "none";

/** What a room shows of itself. */
const doors: readonly string[] = Object.values(JSON.parse(await readFile("package.json", "utf8")).imports);

const folders = [...new Set(files.map((file) => dirname(file)))];

const ofTests = (await readdir("test", { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
const testFolders = [...new Set(ofTests.map(({ parentPath }) => parentPath))];

function mayImport(from: string, to: string): boolean {
  const room = roomOf(join(from, "any"));
  if (from === to) return roomOf(join(to, "any")) === room;
  return (from === room && to.startsWith(room + sep)) || (FOLDERS[from] ?? []).includes(to);
}

describe("the house", () => {
  test.each(files)("%s imports what its room may, through doors only", async (file) => {
    const text = await readFile(file, "utf8");
    const room = roomOf(file);
    expect(text.split("\n").length).toBeLessThanOrEqual(MOST_LINES);
    for (const [, type, from, name = from ?? ""] of text.matchAll(IMPORT)) {
      if (name.startsWith(".")) expect(mayImport(dirname(file), dirname(join(file, "..", name))), name).toBe(true);
      else if (!type || !ROOMS[room]?.includes(`types of ${name}`))
        expect(ROOMS[room]).toContain(
          name.startsWith("node:") ? "node" : name.startsWith("#") ? name : packageOf(name),
        );
    }
    if (!ENVIRONMENT.includes(file)) expect(text).not.toMatch(/process\.env/);
    if (!CLOCKS.includes(file)) expect(text).not.toMatch(/new Date\(\)|Date\.now/);
  });

  test.each(folders)("%s has a row, and no more files than can be looked over", async (folder) => {
    expect([...Object.keys(ROOMS), ...Object.keys(FOLDERS)]).toContain(folder);
    const entries = await readdir(folder, { withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile()).length).toBeLessThanOrEqual(MOST_FILES);
  });

  test.each(testFolders)("%s mirrors what it tests, and has no more files than can be looked over", (folder) => {
    const isNoMirror = Object.keys(NO_MIRRORS).some((other) => `${folder}/`.startsWith(`${other}/`));
    const mirrored = folder.replace(/^test\/?/, "");
    if (!isNoMirror && folder !== "test")
      expect(folders, `${folder} is in neither src nor commands`).toContain(
        roomOf(join(mirrored, "any")) === "none" ? `src/${mirrored}` : mirrored,
      );
    const here = ofTests.filter(({ parentPath }) => parentPath === folder);
    expect(here.length).toBeLessThanOrEqual(MOST_FILES);
  });

  test("has no exception for a folder of tests that is gone", () => {
    const known = (folder: string) => testFolders.some((other) => `${other}/`.startsWith(`${folder}/`));
    expect(Object.keys(NO_MIRRORS).filter((folder) => !known(folder))).toEqual([]);
  });

  test("has no folders that import each other in a circle", async () => {
    const edges = new Map<string, Set<string>>(folders.map((folder) => [folder, new Set()]));
    for (const file of files)
      for (const [, , from, name = from ?? ""] of (await readFile(file, "utf8")).matchAll(IMPORT))
        if (name.startsWith(".")) edges.get(dirname(file))?.add(dirname(join(file, "..", name)));
    const reach = (from: string, seen = new Set<string>()): Set<string> => {
      for (const to of edges.get(from) ?? [])
        if (to !== from && !seen.has(to)) {
          seen.add(to);
          reach(to, seen);
        }
      return seen;
    };
    expect(folders.filter((folder) => reach(folder).has(folder))).toEqual([]);
  });

  test("has no row for a folder that is gone", () => {
    expect(folders).toEqual(expect.arrayContaining([...Object.keys(ROOMS), ...Object.keys(FOLDERS)]));
  });

  test("is told by the README", async () => {
    const told = (await readFile("README.md", "utf8")).matchAll(/^\| `([\w/]+)` \| [^|]+ \| ([^|]+) \|$/gm);
    const rooms = Object.entries(ROOMS).map(([room, names]) => {
      const ours = names.filter((name) => name.includes("#")).map((name) => name.replace("#", ""));
      return [room, names === EVERYTHING ? ["everything"] : ours.length > 0 ? ours.sort() : ["nothing of ours"]];
    });
    expect([...told].map(([, room = "", others = ""]) => [room, others.split(", ").sort()])).toEqual(
      expect.arrayContaining(rooms),
    );
  });

  test("lets no row of the database out through the schedule's door", async () => {
    const said = await saidThroughDoor("src/schedule/index.ts", "#store");
    expect(Object.fromEntries(said)).toEqual({ Store: "ScheduleOptions", Tx: "gatherChange" });
  });

  test.each(doors)("%s explains each function it exports, and shows how to use one", async (door) => {
    const functions = await functionsOf(door);
    expect(functions.filter(({ doc }) => doc === undefined).map(({ name }) => name)).toEqual([]);
    if (functions.length > 0) expect(functions.some(({ doc }) => doc?.includes("\n * @example\n"))).toBe(true);
  });

  test("has a line and a citation made in one file each", async () => {
    const made = { line: [] as string[], citation: [] as string[] };
    for (const file of files) {
      const text = await readFile(file, "utf8");
      // Other rooms have lines of their own, as of a page.
      if (/\bLine\b[^;]*from "(?:#chat|\.\/reply\.ts)"/.test(text) && /\bas Line\b/.test(text)) made.line.push(file);
      if (text.includes("as Citation")) made.citation.push(file);
    }
    expect({ ...made, line: made.line.sort() }).toEqual({
      // The other shows a line again, with its words and its quotes.
      line: ["commands/parts/cited.ts", "src/chat/reply/line.ts"],
      citation: ["src/briefing/verify/check-briefing.ts"],
    });
  });

  test("names platforms in one list alone", async () => {
    const doors = PLATFORMS.map(({ name }) => `"#${name}"`);
    const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, "utf8")] as const));
    const naming = texts.filter(([, text]) => doors.some((door) => text.includes(door))).map(([file]) => file);
    expect(naming).toEqual(["src/app/settings/platforms.ts"]);
  });

  test("loads no platform's library unless the platform is connected", async () => {
    const { packages } = await importsOf("src/bin/main.ts");
    expect(packages).toEqual(expect.arrayContaining(["hono", "yaml", "zod"]));
    expect(
      packages.filter((name) => /bolt|^discord\.js$|^@discordjs|commander|^pg|kysely|prom-client/.test(name)),
    ).toEqual([]);
  });
});

/** The functions that a door exports, its own and those of other files, each with its docstring. */
async function functionsOf(door: string): Promise<{ name: string; doc?: string | undefined }[]> {
  const text = await readFile(door, "utf8");
  const lists = [...text.matchAll(/^export \{([^}]*)\} from "([^"]+)"/gm)].map(async ([, list = "", from = ""]) => {
    const names = list.split(",").map((name) => name.trim());
    const declared = declaredIn(await readFile(join(dirname(door), from), "utf8"));
    return declared.filter(({ name }) => names.includes(name));
  });
  return [...declaredIn(text), ...(await Promise.all(lists)).flat()];
}

const FUNCTION = /^(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:(?:async )?function\*? (\w+)|const (\w+)\b[^;{]*=>)/gm;

function declaredIn(text: string) {
  return [...text.matchAll(FUNCTION)].map(([, doc, name, constant = ""]) => ({ name: name ?? constant, doc }));
}

/** Folders of a room by their names in it. */
function within(room: string, folders: Readonly<Record<string, readonly string[]>>) {
  const rows = Object.entries(folders);
  return Object.fromEntries(
    rows.map(([name, others]) => [`${room}/${name}`, others.map((other) => `${room}/${other}`)]),
  );
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}
