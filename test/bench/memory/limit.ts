import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What keeps a process from taking more memory than it may. */
export type Limit = {
  /** How it is kept, for whoever reads the figures. */
  readonly how: string;
  /** What stands in front of the command of whoever is limited. */
  readonly before: readonly string[];
  /** Whether the kernel ended somebody for it. */
  killed(): boolean;
  /** Once everybody in it has ended. */
  remove(): void;
};

/**
 * A control group of the kernel within the one that this process is in: it counts every page, whoever allocates it.
 * Undefined where none can be made, as without being root.
 */
export function openLimit(mb: number): Limit | undefined {
  const bytes = String(mb * 1024 * 1024);
  for (const { parent, most, swap, events } of groups()) {
    const folder = join(parent, `nutgraf-bench-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    try {
      writeFileSync(join(folder, most), bytes);
      if (existsSync(join(folder, swap))) writeFileSync(join(folder, swap), swap.includes("memsw") ? bytes : "0");
      return {
        how: `${mb} MiB by a control group`,
        before: ["/bin/sh", "-c", `echo $$ > '${join(folder, "cgroup.procs")}' && exec "$@"`, "limited"],
        killed: () => /^oom_kill [1-9]/m.test(readFileSync(join(folder, events), "utf8")),
        remove: () => rmdirSync(folder),
      };
    } catch {
      rmdirSync(folder);
    }
  }
  return undefined;
}

type Group = { readonly parent: string; readonly most: string; readonly swap: string; readonly events: string };

/** https://docs.kernel.org/admin-guide/cgroup-v2.html and …/cgroup-v1/memory.html */
function groups(): Group[] {
  let mine: string;
  try {
    mine = readFileSync("/proc/self/cgroup", "utf8");
  } catch {
    return [];
  }
  const first = /^\d+:(?:[\w,=]*,)?memory(?:,[\w,=]*)?:(.*)$/m.exec(mine)?.[1];
  const second = /^0::(.*)$/m.exec(mine)?.[1];
  return [
    ...(first === undefined
      ? []
      : [
          {
            parent: join("/sys/fs/cgroup/memory", first),
            ...{ most: "memory.limit_in_bytes", swap: "memory.memsw.limit_in_bytes", events: "memory.oom_control" },
          },
        ]),
    ...(second === undefined
      ? []
      : [
          {
            parent: join("/sys/fs/cgroup", second),
            ...{ most: "memory.max", swap: "memory.swap.max", events: "memory.events" },
          },
        ]),
  ];
}
