import { toString as sayCron } from "cronstrue";
import type { Times } from "./read-times.ts";

/** Times in words: `at 09:00, Monday through Friday (Europe/London)`. */
export function sayTimes({ cron }: Pick<Times, "cron">, zone: string): string {
  const said = sayCron(cron, { use24HourTimeFormat: true, throwExceptionOnParseError: false });
  return `${said.charAt(0).toLowerCase()}${said.slice(1)} (${zone})`;
}

/** An instant as people of a zone say it: `Mon 23 Nov, 09:00 London`. */
export function sayInstant(atMs: number, zone: string): string {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const day = `${parts.get("weekday")} ${parts.get("day")} ${parts.get("month")}`;
  return `${day}, ${parts.get("hour")}:${parts.get("minute")} ${cityOf(zone)}`;
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  return format;
}
