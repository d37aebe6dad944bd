import { fitsToken, pack, type Stub } from "#chat";

/** What an ask looks like in an address: words as typed, or the token of a button, and where it is asked from. */
export type Query = { readonly ask?: string; readonly press?: Stub; readonly from?: string; readonly as?: string };

/** The playground's address for an ask. */
export function askHref({ ask, press, from, as }: Query): string {
  const query = new URLSearchParams();
  if (press && fitsToken(press)) query.set("do", pack(press));
  else if (press) query.set("ask", typed(press));
  else if (ask !== undefined) query.set("ask", ask);
  if (from) query.set("from", from);
  if (as) query.set("as", as);
  return query.size > 0 ? `/?${query}` : "/";
}

/** An ask as a person would type it. */
export function typed({ command, options }: Stub): string {
  const { topic, times } = options;
  // Of a schedule, what is typed to make one: the rest is chosen in a form.
  if (times !== undefined) return [`/${command}`, topic, times].filter(Boolean).join(" ");
  const { from: _, ...said } = options;
  return [`/${command}`, ...Object.values(said).map((value) => value.replaceAll(".", " "))].join(" ");
}

/** The page of a source; `at`: the passages to highlight, as in a note. */
export function sourceHref(id: string, at?: string): string {
  const page = `/sources/${encodeURIComponent(id)}`;
  return at === undefined ? page : `${page}?at=${encodeURIComponent(at).replaceAll("%2C", ",")}#quote`;
}

/** The page of a briefing, at one of its statements. */
export function briefingHref(topic: string, statement?: string): string {
  const page = `/briefings/${encodeURIComponent(topic)}`;
  return statement === undefined ? page : `${page}#${statement}`;
}
