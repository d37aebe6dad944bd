import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { secretFileOf } from "../../src/app/settings/secret-files.ts";
import { SETTING_NAMES } from "../../src/app/settings/settings.ts";
import { readDockerfile } from "./dockerfile.ts";

const { scripts } = JSON.parse(await readFile("package.json", "utf8"));
/** What stands in `environment` sets something, or is Node's own. */
const KNOWN = [...SETTING_NAMES, ...SETTING_NAMES.flatMap(secretFileOf), "NODE_ENV"];

type Service = {
  readonly image: string;
  readonly build?: unknown;
  readonly profiles?: readonly string[];
  readonly environment: Readonly<Record<string, unknown>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly read_only?: boolean;
};

describe("compose.yaml", async () => {
  const text = await readFile("compose.yaml", "utf8");
  const { services, volumes }: { services: Record<string, Service>; volumes: object } = parse(text, { merge: true });
  const { nutgraf, second, postgres } = services as Record<"nutgraf" | "second" | "postgres", Service>;

  test("pulls the image that is named, and builds none", () => {
    for (const [name, service] of Object.entries(services)) expect(service.build, name).toBeUndefined();
    expect(nutgraf.image).toMatch(/^\$\{NUTGRAF_IMAGE:\?[^}]+\}$/);
    expect(second.image).toBe(nutgraf.image);
  });

  test("is one process, and with the profile two on one PostgreSQL server", () => {
    expect(Object.keys(services).filter((name) => !services[name]?.profiles)).toEqual(["nutgraf"]);
    expect([second.profiles, postgres.profiles]).toEqual([["postgres"], ["postgres"]]);
    expect(second.environment).toEqual(nutgraf.environment);
    // Only where the profile is set for all of it: a process on a database of its own would post everything again.
    expect(nutgraf.environment.DATABASE_URL).toMatch(/^\$\{DATABASE_URL:-\$\{COMPOSE_PROFILES:\+postgres:\/\//);
    // Otherwise both have one data folder, which only one can hold.
    expect(second.volumes).toEqual(nutgraf.volumes);
    expect(second.ports).toBeUndefined();
  });

  test("shuts in what it runs, and sets nothing that is not a setting", async () => {
    const dockerfile = readDockerfile(await readFile("Dockerfile", "utf8"));
    const kept = JSON.parse(dockerfile.at(-1)?.steps.find(({ name }) => name === "VOLUME")?.text ?? "[]");
    for (const service of [nutgraf, second]) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], init: true });
      expect(service.volumes.map((volume) => volume.split(":")[1])).toEqual(kept);
      for (const name of Object.keys(service.environment)) expect(KNOWN).toContain(name);
    }
    for (const port of nutgraf.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    const named = Object.values(services).flatMap(({ volumes }) => volumes.map((volume) => volume.split(":")[0] ?? ""));
    expect(named.filter((name) => /^\w+$/.test(name)).every((name) => name in volumes)).toBe(true);
  });
});

describe("deploy/nutgraf.service", async () => {
  const text = await readFile("deploy/nutgraf.service", "utf8");
  const values = (name: string) =>
    [...text.matchAll(new RegExp(`^#?${name}=(.*)$`, "gm"))].map(([, value = ""]) => value);

  test("starts the bot as npm start does, by a user of its own, and sets nothing that is not a setting", () => {
    const [, , ...args] = ["", ...(values("ExecStart")[0] ?? "").split(" ")];
    expect(`node ${args.join(" ")}`).toBe(scripts.start);
    expect(values("DynamicUser")).toEqual(["yes"]);
    const names = values("Environment").flatMap((line) => [...line.matchAll(/([A-Z_]+)=/g)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(KNOWN).toContain(name);
    // V8 writes code that it runs.
    expect(text).not.toMatch(/^MemoryDenyWriteExecute=/m);
    const [credential] = values("LoadCredential");
    expect(values("Environment").some((line) => line.endsWith(`%d/${credential?.split(":")[0]}`))).toBe(true);
  });

  const analyze = spawnSync("systemd-analyze", ["--version"]).status === 0;
  test.skipIf(!analyze)(`is sound to systemd, and well shut in ${analyze ? "" : "(no systemd here)"}`, () => {
    const rated = spawnSync(
      "systemd-analyze",
      ["security", "--offline=yes", "--threshold=20", "deploy/nutgraf.service"],
      {
        encoding: "utf8",
      },
    );
    expect(rated.stdout).toContain("Overall exposure level");
    // At most 2.0 of 10.
    expect(rated.status).toBe(0);
    const verified = spawnSync("systemd-analyze", ["verify", "deploy/nutgraf.service"], { encoding: "utf8" });
    // Whether the program is in place is for the machine it runs on.
    const said = verified.stderr
      .split("\n")
      .filter((line) => line !== "" && !/\/usr\/bin\/node|Failed to (?:prepare|open)/.test(line));
    expect(said).toEqual([]);
  });
});

describe("the release workflow", async () => {
  const text = await readFile(".github/workflows/release.yml", "utf8");
  const { on, jobs, permissions } = parse(text);
  const steps: readonly Readonly<Record<string, unknown>>[] = jobs.image.steps;

  test("builds what is tagged for both kinds of machine, after every test, and names no registry of its own", () => {
    expect(on).toEqual({ push: { tags: [expect.stringMatching(/^v/)] } });
    expect(permissions).toEqual({ contents: "read" });
    const order = steps.map((step) => String(step.run ?? step.uses));
    const build = order.findIndex((step) => step.startsWith("docker/build-push-action@"));
    expect(order.indexOf(".ci/run")).toBeGreaterThan(-1);
    expect(order.indexOf(".ci/run")).toBeLessThan(build);
    expect(steps[build]?.with).toMatchObject({
      platforms: "linux/amd64,linux/arm64",
      push: expect.stringContaining("vars.REGISTRY"),
    });
    expect(text).not.toMatch(/ghcr\.io|docker\.io|quay\.io|example/);
    expect(text).not.toMatch(/password: (?!\$\{\{ secrets\.)/);
  });
});
