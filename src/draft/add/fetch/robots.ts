/** By which a site's robots.txt may name us. */
export const AGENT = "nutgraf";

/** Whether a robots.txt (RFC 9309) lets us read a path with its query: the longest rule that fits decides. */
export function mayRead(robots: string, path: string): boolean {
  const rules = rulesFor(robots);
  let best: Rule | undefined;
  for (const rule of rules) {
    if (!fits(rule.pattern, path)) continue;
    const longer = best === undefined || rule.pattern.length > best.pattern.length;
    if (longer || (rule.pattern.length === best?.pattern.length && rule.allows)) best = rule;
  }
  return best?.allows ?? true;
}

type Rule = { readonly pattern: string; readonly allows: boolean };

const MOST_LINES = 20_000;

/** The rules of the groups that name us, else of those for all. */
function rulesFor(robots: string): readonly Rule[] {
  const ours: Rule[] = [];
  const everyones: Rule[] = [];
  let named = { us: false, all: false };
  let inRules = false;
  let isNamed = false;
  for (const line of robots.split(/\r\n?|\n/, MOST_LINES)) {
    // Without an expression: a hostile line must not hold up the process.
    const [rule = ""] = line.split("#", 1);
    const colon = rule.indexOf(":");
    if (colon === -1) continue;
    const name = rule.slice(0, colon).trim().toLowerCase();
    const value = rule.slice(colon + 1).trim();
    if (name === "user-agent") {
      if (inRules) named = { us: false, all: false };
      inRules = false;
      if (value === "*") named.all = true;
      if (value.toLowerCase().split("/")[0] === AGENT) named.us = isNamed = true;
    } else if (name === "allow" || name === "disallow") {
      inRules = true;
      if (value === "") continue;
      const rule = { pattern: encoded(value), allows: name === "allow" };
      if (named.us) ours.push(rule);
      if (named.all) everyones.push(rule);
    }
  }
  return isNamed ? ours : everyones;
}

/** Paths are compared as they go over the wire. */
function encoded(pattern: string): string {
  return pattern.replace(/[^\x21-\x7e]/gu, (letter) => encodeURIComponent(letter.toWellFormed()));
}

/** `*` stands for anything, a closing `$` for the end. Linear in both: no pattern can make it slow. */
function fits(pattern: string, path: string): boolean {
  const ends = pattern.endsWith("$");
  const pieces = (ends ? pattern.slice(0, -1) : pattern).split("*");
  const [first = ""] = pieces;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const [index, piece] of pieces.entries()) {
    if (index === 0) continue;
    if (ends && index === pieces.length - 1) return path.length - piece.length >= at && path.endsWith(piece);
    const found = path.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return !ends || at === path.length;
}
