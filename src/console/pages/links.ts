import { fitsToken, pack, type Stub } from "#chat";

/** An ask in an address: words as typed, or a button's token, and where it is asked from. */
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
  // For a schedule, only what is typed; the rest is chosen in a form.
  if (times !== undefined) return [`/${command}`, topic, times].filter(Boolean).join(" ");
  const { from: _, ...said } = options;
  return [`/${command}`, ...Object.values(said).map((value) => value.replaceAll(".", " "))].join(" ");
}

/**
 * The page of a source. `at`: the passages to highlight, as a citation gives them; `back`: where the reader came from.
 */
export function sourceHref(id: string, at?: string, back?: string): string {
  const page = `/sources/${encodeURIComponent(id)}`;
  if (at === undefined) return page;
  const kept = back !== undefined && back.length <= LONGEST_BACK ? `&back=${encodeURIComponent(back)}` : "";
  return `${page}?at=${encodeURIComponent(at).replaceAll("%2C", ",")}${kept}#quote`;
}

/** Longer addresses are not returned to. */
const LONGEST_BACK = 1_000;

/** The page of a briefing, at one of its statements. */
export function briefingHref(topic: string, statement?: string): string {
  const page = `/briefings/${encodeURIComponent(topic)}`;
  return statement === undefined ? page : `${page}#${statement}`;
}

/** A link back to where a reader came from. */
export type Back = { readonly href: string; readonly label: string };

/** The way back that an address names: only to one of our answers or briefings. */
export function readBack(back: string | undefined): Back | undefined {
  if (back === undefined || back.length > LONGEST_BACK) return undefined;
  const [, path = "", query = "", name = ""] =
    /^(\/(?:briefings\/[a-z0-9-]+)?)(\?[^#]*)?(#[a-z]+-\d+)?$/.exec(back) ?? [];
  if (path === "") return undefined;
  if (path !== "/") return { href: path + name, label: "Back to the briefing" };
  const given = new URLSearchParams(query);
  const known = ["ask", "do", "from", "as"].flatMap((key): [string, string][] => {
    const value = given.get(key);
    return value === null ? [] : [[key, value]];
  });
  const asked = new URLSearchParams(known);
  return { href: `/${asked.size > 0 ? `?${asked}` : ""}${name}`, label: "Back to the answer" };
}
