import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Why no root of its own can be had here; undefined where it can. */
export const whyNoSandbox: string | undefined = problem();

/** A root like that of a base image: the system's tools, our Node and npm, and no user but root. */
export async function layOutRoot(root: string): Promise<void> {
  for (const folder of ["usr", "dev", "proc", "tmp", "etc", "run", "local/bin", "local/lib/node_modules"])
    await mkdir(join(root, folder), { recursive: true });
  for (const name of ["bin", "sbin", "lib", "lib64"]) await symlink(`usr/${name}`, join(root, name));
  await writeFile(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  await writeFile(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
  copyTree(process.execPath, join(root, "local/bin/node"));
  const npm = execFileSync("sh", ["-c", 'readlink -f "$(command -v npm)"'], { encoding: "utf8" }).trim();
  copyTree(dirname(dirname(npm)), join(root, "local/lib/node_modules/npm"));
  for (const name of ["npm", "npx"])
    await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, "local/bin", name));
}

/** Copies a file, or what is in a folder: the system's own program takes a tenth of the time that Node's copying takes. */
export function copyTree(from: string, to: string): void {
  execFileSync("cp", ["-rT", from, to]);
}

export type Inside = {
  readonly root: string;
  /** What is run, by sh. */
  readonly script: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Root where none is named. */
  readonly user?: string;
  /** Folders of this machine, by where they are inside; all can be written. */
  readonly mounts?: Readonly<Record<string, string>>;
  readonly readOnly?: boolean;
};

/**
 * Runs a script in a root of its own: without a network, with processes, mounts and hosts that end with it. The system's
 * folders can only be read; what is in `local` stands for /usr/local.
 */
export function runInside({ root, script, cwd, env = {}, user, mounts = {}, readOnly = false }: Inside) {
  const [uid, gid = uid] = (user ?? "0").split(":");
  const drop =
    user === undefined ? "" : `--reuid=${uid} --regid=${gid} --clear-groups --no-new-privs --bounding-set=-all`;
  const outer = [
    "set -e",
    "ip link set lo up",
    `mount --bind "${root}" "${root}"`,
    `mount --bind /usr "${root}/usr"`,
    `mount -o remount,bind,ro "${root}/usr"`,
    `mount --bind "${root}/local" "${root}/usr/local"`,
    `mount --rbind /dev "${root}/dev"`,
    `mount -t proc proc "${root}/proc"`,
    `mount -t tmpfs tmpfs "${root}/tmp"`,
    ...Object.entries(mounts).map(([at, from]) => `mount --bind "${from}" "${root}${at}"`),
    ...(readOnly ? [`mount -o remount,bind,ro "${root}"`, `mount -o remount,bind,ro "${root}/usr/local"`] : []),
    `exec setpriv ${drop} chroot "${root}" sh -c 'cd "$1" && eval "$2"' sh "$IN_CWD" "$IN_SCRIPT"`,
  ];
  // Privileges are given up inside: to change the root takes them.
  if (user !== undefined)
    outer[outer.length - 1] =
      `exec chroot "${root}" /usr/bin/setpriv ${drop} sh -c 'unset IN_CWD IN_SCRIPT; cd "$1" && eval "$2"' sh "$IN_CWD" "$IN_SCRIPT"`;
  const ended = spawnSync("unshare", ["-mnpf", "--kill-child", "sh", "-c", outer.join("\n")], {
    env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", ...env, IN_CWD: cwd, IN_SCRIPT: script },
    encoding: "utf8",
    timeout: 240_000,
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

function problem(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux, for a root of its own";
  const tried = spawnSync("unshare", [
    "-mnpf",
    "sh",
    "-c",
    "ip link set lo up && mount -t tmpfs tmpfs /mnt && setpriv -d",
  ]);
  return tried.status === 0 ? undefined : "needs leave to mount, and ip, unshare and setpriv";
}
