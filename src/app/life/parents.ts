import { readFileSync } from "node:fs";

/** The processes above this one that a start through npm depends on, as they were when it was first looked. */
export type Parents = {
  /** Calls once, soon after one of them has ended. Keeps nobody from ending. */
  onGone(then: () => void): void;
};

const EVERY_MS = 1_000;

/**
 * npm starts a shell, and the shell this program. A signal ends the one that gets it, and at most the shell with it
 * (npm hands on SIGTERM and SIGINT, and not SIGHUP), so that this one would go on alone and keep the data folder.
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

/** Whoever ends leaves its children to another process. */
function parents(): string {
  const parent = process.ppid;
  const { name, above } = statusOf(parent);
  return SHELL.test(name) ? `${parent} ${above}` : String(parent);
}

const SHELL = /^(?:sh|ash|bash|dash|ksh|zsh|busybox)$/;

/** A process as Linux tells of it; elsewhere nothing is known. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statusOf(pid: number): { readonly name: string; readonly above: string } {
  try {
    const [, name = "", above = ""] = /^\d+ \((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { name, above };
  } catch {
    return { name: "", above: "" };
  }
}
