/**
 * A `fetch` that gives up after a while, for calls that bring no signal of their own: answers by `response_url`, which
 * Bolt would wait for without end.
 */
export function fetchWithTimeout(timeoutMs: number): typeof fetch {
  return async (url, init) => {
    if (init?.signal) return fetch(url, init);
    // A timer that is cleared costs a fraction of an abort signal, each of which would live its ten seconds out.
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no response within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      return await Promise.race([fetch(url, init), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
