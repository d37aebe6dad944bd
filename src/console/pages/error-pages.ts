import { html } from "hono/html";
import type { Page } from "./page.ts";

/** For what is not there, and for what is not there for this viewer: nobody can tell one from the other. */
export function missingPage(mayLogIn: boolean): Page {
  return notice("Nothing here", [
    "There is no page at this address. It may have been renamed or withdrawn, or it may not be for everyone.",
    mayLogIn
      ? html`See <a href="/briefings">the briefings</a>, or <a href="/login">log in</a> to see more.`
      : html`See <a href="/briefings">the briefings</a>.`,
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
