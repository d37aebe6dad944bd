import { z } from "zod";
import type { Token } from "#api";

const TOKEN = /^([a-z0-9-]{1,32}):([\w-]{24,256}):(\S+)$/i;
const SCOPE = /^([a-z]+):([^\s/:]+)(?:\/([^\s/:]+))?$/;
/** The form of each token. Error messages never repeat a secret. */
const FORM =
  "tokens like desk:SECRET:slack:T0123+full-text, separated by spaces: a name, a secret of at least 24 letters, digits, - and _, " +
  "and what it reads besides what is for everyone: workspaces, servers or channels, full-text, or everyone, joined by +";

/** The setting that says which tokens may read what. */
export function tokens() {
  return z.string().transform((text, context): readonly Token[] => {
    const read = text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(readToken);
    const found = read.filter((token) => token !== undefined);
    const isUnique = (of: (token: Token) => string) => new Set(found.map(of)).size === found.length;
    if (found.length < read.length || found.length === 0) context.addIssue({ code: "custom", message: FORM });
    else if (!isUnique(({ name }) => name) || !isUnique(({ secret }) => secret))
      context.addIssue({ code: "custom", message: "each token needs a name and a secret of its own" });
    else return found;
    return z.NEVER;
  });
}

/** Describes tokens to whoever runs the bot, without their secrets. */
export function tellTokens(tokens: readonly Token[]): string {
  return tokens
    .map(({ name, scopes, readsWhole }) => {
      const places = scopes.map(({ platform, tenant, place }) =>
        [`${platform}:${tenant}`, place].filter(Boolean).join("/"),
      );
      const reads = [...(places.length > 0 ? places : ["everyone"]), ...(readsWhole ? [FULL_TEXT] : [])];
      return `${name} (${reads.join(", ")})`;
    })
    .join(", ");
}

const FULL_TEXT = "full-text";

/** A place to read from, like `slack:T0123/C045`; undefined if it isn't one. */
export function readScope(text: string): Token["scopes"][number] | undefined {
  const [, platform, tenant, place] = SCOPE.exec(text) ?? [];
  if (platform === undefined || tenant === undefined) return undefined;
  return place === undefined ? { platform, tenant } : { platform, tenant, place };
}

function readToken(text: string): Token | undefined {
  const [, name, secret, rest = ""] = TOKEN.exec(text) ?? [];
  if (name === undefined || secret === undefined) return undefined;
  const named = rest.split("+").filter((one) => one !== "everyone" && one !== FULL_TEXT);
  const scopes = named.map(readScope).filter((scope) => scope !== undefined);
  return scopes.length < named.length
    ? undefined
    : { name, secret, scopes, readsWhole: rest.split("+").includes(FULL_TEXT) };
}
