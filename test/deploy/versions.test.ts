import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

type Versions = Readonly<Record<string, string>>;
type Locked = { readonly version?: string; readonly integrity?: string; readonly link?: boolean };

const read = async (file: string) => JSON.parse(await readFile(file, "utf8"));
const manifest: { version: string; dependencies: Versions; devDependencies: Versions } = await read("package.json");
const lock: { packages: Record<string, Locked & { dependencies?: Versions; devDependencies?: Versions }> } =
  await read("package-lock.json");
const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });

test.each(asked)("%s is asked for in one version, %s, which is the one installed", (name, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
  expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
});

test("nothing is asked for twice, and the lock file asks for the same", () => {
  expect(new Set(asked.map(([name]) => name)).size).toBe(asked.length);
  const { dependencies, devDependencies } = lock.packages[""] ?? {};
  expect({ dependencies, devDependencies }).toEqual({
    dependencies: manifest.dependencies,
    devDependencies: manifest.devDependencies,
  });
});

test("every installed package is the one that was locked, by its checksum", () => {
  const unsealed = Object.entries(lock.packages).filter(([path, { integrity }]) => path !== "" && !integrity);
  expect(unsealed).toEqual([]);
});

test(".npmrc keeps new ones exact", async () => {
  expect(await readFile(".npmrc", "utf8")).toMatch(/^save-exact=true$/m);
});
