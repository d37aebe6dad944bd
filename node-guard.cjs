// Plain JavaScript that every Node reads: says what is wrong before an old one fails on TypeScript.
"use strict";
const least = 24;
const major = Number(process.versions.node.split(".")[0]);
if (major < least) {
  const how = "npm ci installs one that npm start and npm test use; or install Node";
  console.error(`Nutgraf needs Node ${least} or newer; this is Node ${process.versions.node}: ${how} ${least}.`);
  process.exit(1);
}
const nodeModule = require("node:module");
const [, program = "", folder] = process.argv;
if (require.main === module) stripAll(folder);
// The bot runs for long: Node's own cache would stay in its memory, and so would what strips types.
else if (/[\\/]main\.ts$/.test(program)) keepStripped();
// Caches the stripped types for later starts.
else nodeModule.enableCompileCache();

/** Loads our TypeScript as JavaScript that a process of its own made, at the first start after a change. */
function keepStripped() {
  const fs = require("node:fs");
  const { join } = require("node:path");
  const { fileURLToPath, pathToFileURL } = require("node:url");
  const kept = folderOfOurOwn();
  if (kept === undefined) return;
  const ours = ["src", "commands"].map((name) => `${pathToFileURL(join(__dirname, name))}/`);
  const read = (file) => {
    try {
      return fs.readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
  };
  let wasMade = false;
  nodeModule.registerHooks({
    load(url, context, next) {
      if (!url.endsWith(".ts") || !ours.some((start) => url.startsWith(start))) return next(url, context);
      const file = join(kept, nameOf(fs.readFileSync(fileURLToPath(url))));
      let source = read(file);
      if (source === undefined && !wasMade) {
        wasMade = true;
        const { spawnSync } = require("node:child_process");
        spawnSync(process.execPath, ["--no-warnings", __filename, kept], { stdio: "ignore", timeout: 60_000 });
        source = read(file);
      }
      // What could not be made is left to Node, which says why.
      return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
    },
  });
}

/** A folder that nobody else can write to, since what lies there is run; undefined if there can be none. */
function folderOfOurOwn() {
  const fs = require("node:fs");
  const user = process.getuid?.();
  const folder = require("node:path").join(require("node:os").tmpdir(), `nutgraf-types-${user ?? "own"}`);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = fs.lstatSync(folder);
    const isOurs = user === undefined || (found.uid === user && (found.mode & 0o077) === 0);
    return found.isDirectory() && isOurs ? folder : undefined;
  } catch {
    return undefined;
  }
}

function stripAll(kept) {
  const fs = require("node:fs");
  const { join } = require("node:path");
  for (const folder of ["src", "commands"].map((name) => join(__dirname, name)))
    for (const name of fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true }) : []) {
      if (!name.endsWith(".ts")) continue;
      const source = fs.readFileSync(join(folder, name));
      const file = join(kept, nameOf(source));
      if (fs.existsSync(file)) continue;
      try {
        // Whole or not at all: another start may be reading.
        fs.writeFileSync(`${file}.${process.pid}`, nodeModule.stripTypeScriptTypes(source.toString()));
        fs.renameSync(`${file}.${process.pid}`, file);
      } catch {
        // Node strips it itself when it is loaded, or says why not.
      }
    }
}

/** What a source's JavaScript is kept as: it is another's after any change, and under another Node. */
function nameOf(source) {
  const hash = require("node:crypto").createHash("sha256").update(process.version).update(source);
  return `${hash.digest("hex").slice(0, 40)}.js`;
}
