import { html } from "hono/html";
import { plain } from "#chat";

/** Markup that is already escaped. */
export type Html = ReturnType<typeof html>;

/** One line of somebody's words: its direction stays its own, and nothing in it can reorder what stands around it. */
export function words(text: string): Html {
  return html`<bdi>${plain(text)}</bdi>`;
}

/** `1 source`, `3 sources` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `20 Nov`, with the year where it is not this one; in UTC. `instant`: ISO 8601. */
export function shortDate(instant: string, now: number): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  const year = date.getUTCFullYear();
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  return year === new Date(now).getUTCFullYear() ? day : `${day} ${year}`;
}

/** By hand: the platform's own formatting takes longer to load than the first answer takes. */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** An address to link to, if it is one of the web. */
export function webLink(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.href : undefined;
}
