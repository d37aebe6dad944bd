import pTimeout from "p-timeout";

/** Whether `work` takes so long that a progress message is due, which then appears within a second. Never throws. */
export function takesLong(work: Promise<unknown>): Promise<boolean> {
  const soon = work.then(
    () => false,
    () => false,
  );
  return pTimeout(soon, { milliseconds: PROGRESS_AFTER_MS, fallback: () => true });
}

const PROGRESS_AFTER_MS = 800;
