import { createHash, timingSafeEqual } from "node:crypto";
import { ANYBODY, type Caller, type Token } from "./caller.ts";

/** Finds the caller of an `Authorization` header; undefined if the token is unknown, or if one is needed and none came. */
export function openTokens(
  tokens: readonly Token[],
  isClosed: boolean,
): (header: string | undefined) => Caller | undefined {
  const known = tokens.map(({ secret, ...caller }) => ({ caller, digest: digestOf(secret) }));
  return (header) => {
    if (header === undefined) return isClosed ? undefined : ANYBODY;
    const [, given = ""] = /^Bearer +(\S{1,512})$/i.exec(header) ?? [];
    const digest = digestOf(given);
    let found: Caller | undefined;
    // Each is compared, so that the time reveals nothing.
    for (const one of known) if (timingSafeEqual(one.digest, digest)) found = one.caller;
    return found;
  };
}

function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
