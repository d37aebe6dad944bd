import { spawnSync } from "node:child_process";
import { chown, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportText } from "../fixtures/stores/export-file.ts";
import { buildContext, type Instruction, readDockerfile, type Stage, wordsOf } from "./dockerfile.ts";
import { copyTree, layOutRoot, runInside, whyNoSandbox } from "./sandbox.ts";

const PROJECT = join(import.meta.dirname, "../..");
const MOST_MB = 120;
const PASSWORD = "a password of the test";

const stages = readDockerfile(await readFile("Dockerfile", "utf8"));
const [packages, last] = [stages[0], stages.at(-1)] as [Stage, Stage];
const { scripts, devDependencies } = JSON.parse(await readFile("package.json", "utf8"));
const stepsOf = (name: string, stage = last) => stage.steps.filter((step) => step.name === name);
const only = (name: string): Instruction => {
  const [step, ...more] = stepsOf(name);
  if (!step || more.length > 0) throw new Error(`one ${name} is needed`);
  return step;
};
const environment = Object.fromEntries(
  stepsOf("ENV").flatMap(({ text }) => text.split(" ").map((pair) => pair.split("=") as [string, string])),
);

describe("the image", () => {
  test("has the runtime that is developed with, and starts as npm start does", () => {
    for (const { from } of stages) expect(from).toBe(`node:${devDependencies.node}-slim`);
    expect(wordsOf(only("CMD")).join(" ")).toBe(scripts.start);
  });

  test("runs as a user with a number, keeps content and data outside, and says how it is", () => {
    expect(only("USER").text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(wordsOf(only("VOLUME"))).toEqual([environment.CONTENT_DIR, environment.DATA_DIR]);
    expect(only("EXPOSE").text).toBe(environment.PORT);
    expect(wordsOf(only("HEALTHCHECK"))[0]).toBe("node");
    // The container's own log-ins, tokens and settings come from outside.
    expect(Object.keys(environment).sort()).toEqual(["CONTENT_DIR", "DATA_DIR", "HOST", "NODE_ENV", "PORT"]);
  });

  test("installs what is locked, without development packages and scripts", () => {
    const runs = stepsOf("RUN", packages).map(({ text }) => text);
    expect(runs[0]).toMatch(/^npm ci --omit=dev --ignore-scripts\b/);
    expect(
      stages.flatMap(({ steps }) => steps).filter(({ text }) => /apt-get|apk |python|gcc|make /.test(text)),
    ).toEqual([]);
  });
});

describe.skipIf(whyNoSandbox)(`the image's own steps ${whyNoSandbox ?? ""}`, { timeout: 600_000 }, () => {
  let folder = "";
  const rootOf = (stage: Stage) => join(folder, "roots", stage.name);
  const inside = (stage: Stage, path: string) =>
    path.startsWith("/usr/local/") ? join(rootOf(stage), "local", path.slice(11)) : join(rootOf(stage), path);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nutgraf-image-"));
    await buildContext(PROJECT, join(folder, "context"));
    for (const stage of stages) {
      await layOutRoot(rootOf(stage));
      await build(stage);
    }
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function build(stage: Stage): Promise<void> {
    let cwd = "/";
    for (const { name, text } of stage.steps) {
      if (name === "WORKDIR") {
        cwd = text;
        await mkdir(inside(stage, cwd), { recursive: true });
      } else if (name === "COPY") await copy(stage, text, cwd);
      else if (name === "RUN") await execute(stage, text, cwd);
    }
  }

  async function copy(stage: Stage, text: string, cwd: string): Promise<void> {
    const words = text.split(/\s+/);
    const option = (of: string) => words.find((word) => word.startsWith(`--${of}=`))?.slice(of.length + 3);
    const paths = words.filter((word) => !word.startsWith("--"));
    const to = resolve(cwd, paths.pop() ?? "");
    const from = stages.find(({ name }) => name === option("from"));
    for (const path of paths) {
      const source = from ? inside(from, path) : join(folder, "context", path);
      const target = paths.length > 1 || text.endsWith("/") ? join(to, path) : to;
      await mkdir(dirname(inside(stage, target)), { recursive: true });
      copyTree(source, inside(stage, target));
    }
    const owner = option("chown");
    if (owner !== undefined) spawnSync("chown", ["-R", owner, inside(stage, to)]);
  }

  async function execute(stage: Stage, text: string, cwd: string): Promise<void> {
    const root = rootOf(stage);
    if (!text.startsWith("npm ci")) {
      const { code, out, err } = runInside({ root, cwd, script: text });
      if (code !== 0) throw new Error(`RUN ${text} ended with ${code}: ${out}${err}`);
      if (out.includes("MB")) console.info(out.trim());
      return;
    }
    const cache = spawnSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).stdout.trim();
    await mkdir(join(root, "root/.npm"), { recursive: true });
    await mkdir(cache, { recursive: true });
    const env = { HOME: "/root", npm_config_offline: "true", npm_config_cache: "/root/.npm" };
    const { code, err } = runInside({ root, cwd, script: text, env, mounts: { "/root/.npm": cache } });
    if (code === 0) return;
    // What npm has not kept is taken from what it installed here: the same packages, by the same lock file.
    if (!/ENOTCACHED|cache/i.test(err)) throw new Error(`${text} ended with ${code}: ${err}`);
    console.info("npm has not kept every package: taking what is installed here");
    const { packages: locked } = JSON.parse(await readFile("package-lock.json", "utf8"));
    const wanted = Object.keys(locked).filter((path) => path !== "" && !locked[path].dev && !locked[path].devOptional);
    for (const path of wanted.sort())
      await cp(join(PROJECT, path), join(inside(stage, cwd), path), {
        recursive: true,
        filter: (from) => !from.slice(join(PROJECT, path).length).startsWith("/node_modules"),
      }).catch((error: unknown) => {
        // Those of other systems are not installed.
        if (!locked[path].optional) throw error;
      });
  }

  test("leave a production install that is small enough, and nothing to build with", () => {
    const size = spawnSync("du", ["-sm", inside(last, "/app")], { encoding: "utf8" }).stdout;
    console.info(`the image's /app: ${size.split("\t")[0]} MB`);
    expect(Number.parseInt(size, 10)).toBeGreaterThan(20);
    expect(Number.parseInt(size, 10)).toBeLessThanOrEqual(MOST_MB);
    const { out } = runInside({
      root: rootOf(last),
      cwd: "/app",
      script:
        "ls /usr/local/bin /usr/local/lib/node_modules; ls -d node_modules/typescript node_modules/node node_modules/vitest test docs .env 2>/dev/null; true",
    });
    expect(out).toMatch(/^node$/m);
    expect(out).not.toMatch(/npm|npx|yarn|corepack|typescript|vitest|^node_modules|^test$|^docs$|env/m);
  });

  test("result in a bot that answers: nobody's user, no home, a root that can only be read, no network", async () => {
    const data = join(folder, "data");
    const content = join(folder, "content");
    copyTree(inside(last, "/content"), content);
    await mkdir(data);
    const [uid = 0, gid = 0] = only("USER").text.split(":").map(Number);
    await chown(data, uid, gid);
    await writeFile(join(rootOf(last), "run/console-password"), `${PASSWORD}\n`);
    const command = wordsOf(only("CMD")).map(quoted).join(" ");
    const health = wordsOf(only("HEALTHCHECK")).map(quoted).join(" ");
    const given = exportText([]);
    await writeFile(join(data, "moved.ndjson"), given);
    const script = `
      touch /app/written 2>/dev/null && echo "the root can be written"
      id -un 2>/dev/null && echo "the user has a name"
      node --run data -- import /data/moved.ndjson || exit 1
      ${command} &
      bot=$!
      tries=0
      until ${health}; do
        tries=$((tries + 1)); [ $tries -lt 120 ] || exit 3
        kill -0 $bot || exit 4
        sleep 0.5
      done
      node --run ask -- "/whats-next irs" || exit 5
      node --run data -- backup /data/backups || exit 6
      node -e 'fetch("http://127.0.0.1:" + process.env.PORT + "/briefings/irs-data-sharing").then(async (r) => console.log("page", r.status, (await r.text()).length > 1000))'
      kill -TERM $bot
      wait $bot
      echo "ended with $?"`;
    const { code, out, err } = runInside({
      ...{ root: rootOf(last), cwd: "/app", script, user: only("USER").text, readOnly: true },
      env: { ...environment, CONSOLE_PASSWORD_FILE: "/run/console-password" },
      mounts: { [environment.DATA_DIR ?? ""]: data, [environment.CONTENT_DIR ?? ""]: content },
    });
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(out).not.toMatch(/can be written|has a name/);
    expect(out).toContain("Nutgraf is running at http://0.0.0.0:3000");
    expect(out).toContain("The IRS has pledged to overhaul its data-sharing protocols.");
    expect(out).toMatch(/Backed up to \/data\/backups\/nutgraf-/);
    expect(out).toContain("page 200 true");
    expect(out).toMatch(/ended with 0\s*$/);
  });

  test("refuse to start without a password that keeps others out, in a sentence", () => {
    const { code, err } = runInside({
      ...{ root: rootOf(last), cwd: "/app", script: wordsOf(only("CMD")).map(quoted).join(" ") },
      ...{ user: only("USER").text, readOnly: true, env: environment },
    });
    expect(code).toBe(1);
    expect(err).toContain("CONSOLE_PASSWORD: set it, since HOST=0.0.0.0 lets other machines reach the console");
  });
});

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
