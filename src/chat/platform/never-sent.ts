/**
 * Why a request never reached the host that it was for, so that nothing can have come of it: a code, as `ECONNREFUSED`.
 * Undefined where it may have.
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

/** What a host that is down or out of reach fails at, whichever code that has. */
const SYSCALLS: ReadonlySet<unknown> = new Set(["connect", "getaddrinfo"]);

/**
 * No connection, no name, no TLS: https://nodejs.org/api/errors.html, and for certificates
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes. A record that TLS cannot read may come later: it is none.
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

/** What is said in words alone: a handshake that breaks off, and a proxy that opens no way. */
const WORDS = /disconnected before secure TLS connection was established|Proxy response \(\d+\)/;
