/**
 * A `fetch` that gives up after `timeoutMs`, for calls without a signal of their own: Bolt would wait forever for
 * answers by `response_url`.
 */
export function fetchWithTimeout(timeoutMs: number): typeof fetch {
  return async (url, init) => {
    if (init?.signal) return fetch(url, init);
    // A timer that is cleared costs far less than an abort signal, which would stay until its timeout.
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
