import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf } from "./fixtures/imports.ts";

/** Who may import whom, npm packages and Node's own modules included. The table of the README. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "src/briefing": ["node", "minisearch", "yaml", "zod"],
  "src/chat": ["node"],
  "src/store": ["node", "#chat", "@electric-sql/pglite", "kysely", "pg"],
  "src/schedule": ["node", "#chat", "#store", "croner", "kysely", "pg-boss", "prom-client", "temporal-polyfill"],
  "src/terminal": ["node", "#chat"],
  "src/console": ["node", "#briefing", "#chat", "hono", "@hono/node-server"],
  "src/slack": ["node", "#chat", "@slack/bolt"],
  "src/discord": ["node", "#chat", "@discordjs/ws", "discord-api-types", "discord.js"],
  commands: ["#briefing", "#chat", "#schedule", "#store"],
  src: [
    "node",
    "#briefing",
    "#chat",
    "#commands",
    "#console",
    "#discord",
    "#slack",
    "#schedule",
    "#store",
    "#terminal",
    "commander",
    "dotenv",
    "pino",
    "prom-client",
    "zod",
  ],
};
const MOST_LINES = 300;
/** The programs that hand in the clock; everything else is given it. */
const CLOCKS = ["src/main.ts", "src/register.ts", "src/doctor.ts", "src/data.ts"];
const IMPORT = /^(?:import|export)\b(?:[^;"]*?\bfrom)?\s*"([^"]+)"|\bimport\s*\(\s*"([^"]+)"/gm;

const files = (
  await Promise.all(["src", "commands"].map((folder) => readdir(folder, { recursive: true, withFileTypes: true })))
)
  .flat()
  .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));

const roomOf = (file: string) =>
  Object.keys(ROOMS)
    .filter((room) => file.startsWith(room + sep))
    .sort((a, b) => b.length - a.length)[0] ?? "none";

describe("the house", () => {
  test.each(files)("%s imports what its room may, through doors only", async (file) => {
    const text = await readFile(file, "utf8");
    const room = roomOf(file);
    if (room === "src") expect(relative("src", file)).not.toContain(sep);
    expect(text.split("\n").length).toBeLessThanOrEqual(MOST_LINES);
    const imports = [...text.matchAll(IMPORT)].map(([, from, name = from ?? ""]) => name);
    for (const name of imports) {
      if (name.startsWith(".")) expect(roomOf(join(file, "..", name))).toBe(room);
      else
        expect(ROOMS[room]).toContain(
          name.startsWith("node:") ? "node" : name.startsWith("#") ? name : packageOf(name),
        );
    }
    if (room !== "src") expect(text).not.toMatch(/process\.env/);
    if (!CLOCKS.includes(file)) expect(text).not.toMatch(/new Date\(\)|Date\.now/);
  });

  test("has a line and a citation made in one file each", async () => {
    const made = { "as unknown as Line": [] as string[], "as Citation": [] as string[] };
    for (const file of files) {
      const text = await readFile(file, "utf8");
      for (const [cast, by] of Object.entries(made)) if (text.includes(cast)) by.push(file);
    }
    expect(made).toEqual({
      "as unknown as Line": ["commands/parts/cited.ts"],
      "as Citation": ["src/briefing/check.ts"],
    });
  });

  test("loads no platform's library unless the platform is connected", async () => {
    const { packages } = await importsOf("src/main.ts");
    expect(packages).toEqual(expect.arrayContaining(["hono", "yaml", "zod"]));
    expect(
      packages.filter((name) => /bolt|^discord\.js$|^@discordjs|commander|pglite|^pg|prom-client/.test(name)),
    ).toEqual([]);
  });
});

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}
