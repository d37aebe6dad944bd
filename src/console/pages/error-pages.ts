import { html } from "hono/html";
import type { Html } from "./markup.ts";
import type { Page } from "./page.ts";

const BRIEFINGS = html`<a href="/briefings">the briefings</a>`;

/** For what is not there, and for what is not there for this viewer: nobody can tell one from the other. */
export function missingPage(): Page {
  return notice("Nothing here", [
    "There is no page at this address. It may have been renamed or withdrawn, or it may not be for everyone.",
    html`See ${BRIEFINGS}.`,
  ]);
}

/** The same, said above the form to log in. */
export function notHereForEveryone(): Html {
  return html`<p class="notice info">There is no page at this address for everyone. If there is one for you, it is shown after you log in; or it was renamed or withdrawn: see ${BRIEFINGS}.</p>`;
}

/** For whoever looks for the way in where they are in. */
export function noLogInPage(): Page {
  return notice("No log-in is needed here", [
    html`On this machine everything is shown while neither <code>CONSOLE_PASSWORD</code> nor <code>PUBLIC_URL</code> is set.`,
  ]);
}

/** For what needs a log-in where no password is set. */
export function closedPage(): Page {
  return notice("Nobody can log in yet", [
    html`What is not for everyone is closed: how the bot runs, what is to mend, and restricted briefings. To open it, whoever runs this bot sets <code>CONSOLE_PASSWORD</code> (at least 8 characters) and starts it again.`,
    html`What is for everyone is open: see ${BRIEFINGS}.`,
  ]);
}

/** For a method that no page here takes. */
export function methodPage(): Page {
  return notice("That cannot be done here", [
    "Pages here are read. To ask something, use the field on the first page.",
  ]);
}

/** For an address or a host that makes no sense. */
export function badRequestPage(): Page {
  return notice("That request makes no sense", [
    "Its address or its host is not well-formed. Please follow a link or type the address again.",
  ]);
}

/** For a fault of ours. */
export function failurePage(): Page {
  return notice("That did not work", [
    "The page could not be made; the fault is ours, and it is in the log. Please try again in a moment.",
  ]);
}

function notice(title: string, lines: readonly unknown[]): Page {
  return {
    title,
    main: html`<article class="reply"><h1>${title}</h1>${lines.map((line) => html`<p class="notice info">${line}</p>`)}</article>`,
  };
}
