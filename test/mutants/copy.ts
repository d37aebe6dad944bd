import { cpSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a copy leaves out: packages are linked to, the rest belongs to whoever works here. */
const LEFT_OUT = ["node_modules", ".git", ".env", "data", "coverage"];

export type Copy = {
  /** Absolute path of the copied checkout. */
  readonly folder: string;
  /** For what its tests put aside; goes with the copy. */
  readonly temporary: string;
  remove(): Promise<void>;
};

/** Copies a checkout to plant faults in: the one that somebody works in is never written to. */
export async function copyOf(root: string): Promise<Copy> {
  const parent = await mkdtemp(join(tmpdir(), "nutgraf-mutants-"));
  // Where root runs the tests, PostgreSQL is somebody else.
  await chmod(parent, 0o711);
  const folder = join(parent, "checkout");
  const temporary = join(parent, "tmp");
  await Promise.all([mkdir(join(folder, "node_modules"), { recursive: true }), mkdir(temporary)]);
  for (const name of await readdir(root))
    if (!LEFT_OUT.includes(name)) cpSync(join(root, name), join(folder, name), { recursive: true });
  // Each by itself, so that caches are the copy's own.
  for (const name of await readdir(join(root, "node_modules")))
    if (!/^\.v/.test(name)) await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
  return { folder, temporary, remove: () => rm(parent, { recursive: true, force: true, maxRetries: 5 }) };
}
