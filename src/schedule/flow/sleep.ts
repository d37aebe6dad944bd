/** Waits; false if the signal cut it short. */
export function sleep(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  if (ms <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (whole: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cut);
      resolve(whole);
    };
    const cut = () => done(false);
    const timer = setTimeout(() => done(true), ms);
    signal.addEventListener("abort", cut, { once: true });
  });
}
