import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const architecture = await readFile("docs/architecture.md", "utf8");

/** The wiring and the programs may import every room. */
const MAY_IMPORT_ALL = ["app", "bin"];
const names = (await readdir("src", { withFileTypes: true }))
  .filter((one) => one.isDirectory())
  .map(({ name }) => name);
const rooms = [...names, "commands"].filter((room) => !MAY_IMPORT_ALL.includes(room)).sort();
const folderOf = (room: string) => (room === "commands" ? room : `src/${room}`);

/** What a room's files import of other rooms, as it is written in them. */
async function importedBy(room: string): Promise<string[]> {
  const folder = folderOf(room);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const found = texts.flatMap((text) =>
    [...text.matchAll(/(?:from|import\() ?"#(\w+)"/g)].map(([, name = ""]) => name),
  );
  return [...new Set(found)].sort();
}

const imported = new Map(await Promise.all(rooms.map(async (room) => [room, await importedBy(room)] as const)));

test("the picture of the rooms has the arrows that are in the code", () => {
  const arrows = new Map<string, string[]>(rooms.map((room) => [room, []]));
  for (const [, from = "", to = ""] of architecture.matchAll(/^ {2}(\w+) (?:-->|-\. types \.->) (.+)$/gm))
    if (rooms.includes(from)) arrows.set(from, [...(arrows.get(from) ?? []), ...to.split(" & ")].sort());
  expect(arrows).toEqual(imported);
});

test.each([...names, "commands"])("the folders of %s are explained where newcomers look for them", async (room) => {
  const folder = folderOf(room);
  const row = architecture.split("\n").find((line) => line.startsWith(`| \`${folder}\` |`)) ?? "";
  const folders = (await readdir(folder, { withFileTypes: true })).filter((one) => one.isDirectory());
  expect(row).not.toBe("");
  expect(folders.map(({ name }) => name).filter((name) => !row.includes(`\`${name}\``))).toEqual([]);
});
