import { html } from "hono/html";
import type { Html } from "./markup.ts";
import type { Page } from "./page.ts";

const BRIEFINGS = html`<a href="/briefings">the briefings</a>`;

/** For missing pages and for pages this viewer may not see: the two look the same. */
export function missingPage(): Page {
  return notice("Nothing here", [
    "There is no page at this address. It may have been renamed or withdrawn, or it may not be for everyone.",
    html`See ${BRIEFINGS}.`,
  ]);
}

/** The same, shown above the log-in form. */
export function notHereForEveryone(): Html {
  return html`<p class="notice info">There is no public page at this address. If it is restricted, log in to see it. It may also have been renamed or withdrawn: see ${BRIEFINGS}.</p>`;
}

/** For the log-in page where no log-in is needed. */
export function noLogInPage(): Page {
  return notice("No log-in is needed here", [
    html`On this machine you can see everything as long as neither <code>CONSOLE_PASSWORD</code> nor <code>PUBLIC_URL</code> is set.`,
  ]);
}

/** For pages that need a log-in when no password is set. */
export function closedPage(): Page {
  return notice("Nobody can log in yet", [
    html`Only public pages are open. To open status, problems and restricted briefings, whoever runs this bot must set <code>CONSOLE_PASSWORD</code> (at least 8 characters) and restart it.`,
    html`For what is public, see ${BRIEFINGS}.`,
  ]);
}

/** For a method that no page here accepts. */
export function methodPage(): Page {
  return notice("Not allowed here", ["Pages here are read-only. To ask something, use the field on the front page."]);
}

/** For a malformed address or host. */
export function badRequestPage(): Page {
  return notice("Bad request", ["The address or host is malformed. Please follow a link or type the address again."]);
}

/** For our own errors. */
export function failurePage(): Page {
  return notice("Something went wrong", [
    "This page could not be shown. The error is ours, and it is in the log. Please try again in a moment.",
  ]);
}

function notice(title: string, lines: readonly unknown[]): Page {
  return {
    title,
    main: html`<article class="reply"><h1>${title}</h1>${lines.map((line) => html`<p class="notice info">${line}</p>`)}</article>`,
  };
}
