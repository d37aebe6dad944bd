/**
 * Why a request never reached its host, so it can have had no effect: a code like `ECONNREFUSED`. Undefined if it may
 * have reached it.
 */
export function whyNeverSent(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // One error for each of a host's addresses.
  if (error instanceof AggregateError && error.errors.length > 0) {
    const reasons: (string | undefined)[] = error.errors.map(whyNeverSent);
    return reasons.includes(undefined) ? undefined : reasons[0];
  }
  const { code, syscall } = Object.assign({ code: "", syscall: "" }, error);
  if (SYSCALLS.has(syscall) || CODES.test(code)) return String(code);
  return WORDS.exec(error.message)?.[0] ?? whyNeverSent(error.cause);
}

/** The system calls at which a request to an unreachable host fails, whatever the code. */
const SYSCALLS: ReadonlySet<unknown> = new Set(["connect", "getaddrinfo"]);

/**
 * No connection, no name, no TLS: https://nodejs.org/api/errors.html, and for certificates
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes. Not a record that TLS can't read, which may come later.
 */
const CODES = new RegExp(
  [
    "ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_TLS",
    "ERR_TLS_[A-Z_]+|ERR_SSL_\\S*(?:VERSION|PROTOCOL|HANDSHAKE|CIPHER|CERT|UNKNOWN_CA|UNRECOGNIZED_NAME|HTTP)\\S*",
    "(?:[A-Z]+_)*(?:CERT|CRL)(?:_[A-Z]+)*|UNABLE_TO_[A-Z_]+|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH",
  ]
    .map((codes) => `^(?:${codes})$`)
    .join("|"),
);

/** Failures without a code: a broken handshake, and a proxy that refuses a tunnel. */
const WORDS = /disconnected before secure TLS connection was established|Proxy response \(\d+\)/;
