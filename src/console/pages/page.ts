import { html } from "hono/html";
import { plain } from "#chat";
import { type Html, words } from "./markup.ts";

/** A page: the content of the frame that all pages share. */
export type Page = {
  readonly title: string;
  /** The navigation entry that this page is, or belongs to. */
  readonly here?: string;
  /** The page has a form that changes something, so its origin must be checked. */
  readonly posts?: boolean;
  /** Above the main part: the search field. */
  readonly search?: Html;
  readonly main: Html;
  /** Feeds of the page, for feed readers. */
  readonly feeds?: readonly { readonly href: string; readonly type: string; readonly title: string }[];
};

/** What the frame shows besides the page. */
export type Frame = {
  /** The path of the page's address. */
  readonly path: string;
  readonly loggedIn: boolean;
  /** The log-in or log-out link, if there is a password. */
  readonly account?: { readonly label: "Log in" | "Log out"; readonly href: string };
  /** Drafts can be reviewed here. */
  readonly reviews?: boolean;
  /** There is a page of corrections. */
  readonly corrections?: boolean;
  /** Addresses of the stylesheets and the script. */
  readonly styles: readonly string[];
  readonly script: string;
  readonly icon: string;
  /** Who answers for what is published. */
  readonly publisher?: string;
};

/** A whole page. */
export function renderPage({ title, here = "", search, main, feeds = [] }: Page, frame: Frame): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${plain(title)} · Nutgraf</title>
<link rel="icon" type="image/svg+xml" href="${frame.icon}">
${feeds.map((feed) => html`<link rel="alternate" type="${feed.type}" title="${plain(feed.title)}" href="${feed.href}">\n`)}${frame.styles.map((href) => html`<link rel="stylesheet" href="${href}">\n`)}<script type="module" src="${frame.script}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="masthead">
<a class="wordmark" href="/">Nutgraf</a>
<nav aria-label="Pages">${linksFor(frame).map((link) => renderLink(link, here, frame.path))}</nav>
</header>
${search ?? ""}
<main id="main" tabindex="-1">
${main}
</main>
<footer class="colophon">
<p>Every sentence cites the exact words of a source. A machine checks that the words are there; people answer for the sentences.${frame.publisher === undefined ? "" : html` Published by ${words(frame.publisher)}.`}</p>
</footer>
</body>
</html>
`;
}

type Link = { readonly href: string; readonly label: string };

function linksFor({ loggedIn, reviews, corrections, account }: Frame): readonly Link[] {
  const running = [
    ...(reviews ? [{ href: "/review", label: "Review" }] : []),
    { href: "/status", label: "Status" },
    { href: "/problems", label: "Problems" },
  ];
  return [
    { href: "/", label: "Ask" },
    { href: "/briefings", label: "Briefings" },
    { href: "/sources", label: "Sources" },
    ...(corrections ? [{ href: "/corrections", label: "Corrections" }] : []),
    ...(loggedIn ? running : []),
    ...(account ? [account] : []),
  ];
}

/** Marks the link to this page as current, or the link to the list it belongs to. */
function renderLink({ href, label }: Link, here: string, path: string): Html {
  const [page] = href.split("?");
  const current = page !== here ? "" : html` aria-current="${page === path ? "page" : "true"}"`;
  return html`<a href="${href}"${current}>${label}</a>\n`;
}
