import { html } from "hono/html";
import { plain } from "#chat";

/** Markup that is already escaped. */
export type Html = ReturnType<typeof html>;

/** One line of outside text: isolated, so that its direction can't reorder the text around it. */
export function words(text: string): Html {
  return html`<bdi>${plain(text)}</bdi>`;
}

/** `1 source`, `3 sources` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `20 Nov`, with the year if it is not the current one; in UTC. `instant`: ISO 8601. */
export function shortDate(instant: string, now: number): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  const year = date.getUTCFullYear();
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  return year === new Date(now).getUTCFullYear() ? day : `${day} ${year}`;
}

/** By hand: loading `Intl` takes longer than the first answer. */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** An address to link to, if it is http or https. */
export function webLink(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.href : undefined;
}
