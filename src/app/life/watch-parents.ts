import { readFileSync } from "node:fs";

/** The parent processes that a start through npm depends on, as first seen. */
export type Parents = {
  /** Calls back once, soon after one of them has ended. Does not keep the process alive. */
  onGone(then: () => void): void;
};

const EVERY_MS = 1_000;

/**
 * npm starts a shell, and the shell starts this program. A signal ends the process that gets it, and at most the shell
 * too (npm forwards SIGTERM and SIGINT, but not SIGHUP), so this process would run on alone and hold the data folder.
 */
export function watchParents(everyMs = EVERY_MS): Parents {
  const before = parents();
  return {
    onGone(then) {
      const timer = setInterval(() => {
        if (parents() === before) return;
        clearInterval(timer);
        then();
      }, everyMs);
      timer.unref();
    },
  };
}

/** The ids of the parents: when one ends, its children get another parent. */
function parents(): string {
  const parent = process.ppid;
  const { name, above } = statusOf(parent);
  return SHELL.test(name) ? `${parent} ${above}` : String(parent);
}

const SHELL = /^(?:sh|ash|bash|dash|ksh|zsh|busybox)$/;

/** A process as Linux reports it; nothing on other systems. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statusOf(pid: number): { readonly name: string; readonly above: string } {
  try {
    const [, name = "", above = ""] = /^\d+ \((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { name, above };
  } catch {
    return { name: "", above: "" };
  }
}
