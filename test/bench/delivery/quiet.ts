/** Waits until nothing new has been posted for a while; longer than a dead process is waited for. */
export async function quiet(count: () => number, quietMs = QUIET_MS): Promise<void> {
  let before = -1;
  for (let sameMs = 0; sameMs < quietMs; ) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    sameMs = count() === before ? sameMs + 250 : 0;
    before = count();
  }
}

const QUIET_MS = 4_000;
