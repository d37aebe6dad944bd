import type { Change } from "./syntax.ts";

/** The small faults of a regular expression: what it looks for turned round, left out, or taken once. */
export function changesOfPattern(literal: string, at: number): Change[] {
  const changes: Change[] = [];
  let inClass = false;
  const pattern = literal.slice(0, literal.lastIndexOf("/"));
  for (const { 0: token, index } of pattern.matchAll(/\\[\s\S]|\(\?<?[=!]|\[\^?|\]|[\^$+*]/g)) {
    if (index === 0) continue;
    const now = otherOf(token, inClass);
    if (token.startsWith("[") && !inClass) inClass = true;
    else if (token === "]") inClass = false;
    if (now !== undefined) changes.push({ start: at + index, end: at + index + token.length, now });
  }
  return changes;
}

function otherOf(token: string, inClass: boolean): string | undefined {
  if (/^\\[pswdb]$/i.test(token)) {
    const letter = token.slice(1);
    return `\\${letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()}`;
  }
  if (inClass) return undefined;
  if (token.startsWith("(?")) return token.endsWith("=") ? token.replace("=", "!") : token.replace("!", "=");
  if (token === "[^") return "[";
  return "^$+*".includes(token) ? "" : undefined;
}
