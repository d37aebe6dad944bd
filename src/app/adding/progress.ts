/** Shows what is being done after a second, and then once a second. */
export type Progress = { tell(doing: string): void; end(): void };

const EVERY_MS = 1_000;

/** `now`: milliseconds that never run backwards. */
export function openProgress(show: (line: string) => void, now: () => number): Progress {
  let doing = "reading";
  let shown = "";
  let last = now();
  const look = () => {
    if (now() - last < EVERY_MS) return;
    last = now();
    if (doing !== shown) show(`… ${doing}`);
    shown = doing;
  };
  const timer = setInterval(look, EVERY_MS / 4);
  timer.unref();
  return {
    tell(words) {
      doing = words;
      look();
    },
    end: () => clearInterval(timer),
  };
}
