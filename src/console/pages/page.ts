import { html } from "hono/html";
import { plain } from "#chat";
import type { Html } from "./markup.ts";

/** A page: what stands in the frame that all pages share. */
export type Page = {
  readonly title: string;
  /** Which of the pages in the navigation this is. */
  readonly here?: string;
  /** Above the main part: the field to ask in. */
  readonly search?: Html;
  readonly main: Html;
};

/** What the frame shows beside the page itself. */
export type Frame = {
  readonly loggedIn: boolean;
  /** What there is to do on the page for logging in, where there is a password at all. */
  readonly account?: "Log in" | "Log out";
  /** Addresses of the stylesheets and the script. */
  readonly styles: readonly string[];
  readonly script: string;
  readonly icon: string;
};

/** A whole page. */
export function renderPage({ title, here = "", search, main }: Page, frame: Frame): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${plain(title)} · Nutgraf</title>
<link rel="icon" type="image/svg+xml" href="${frame.icon}">
${frame.styles.map((href) => html`<link rel="stylesheet" href="${href}">\n`)}<script type="module" src="${frame.script}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="masthead">
<a class="wordmark" href="/">Nutgraf</a>
<nav aria-label="Pages">${linksFor(frame).map(([href, label]) => link(href, label, here))}</nav>
</header>
${search ?? ""}
<main id="main" tabindex="-1">
${main}
</main>
<footer class="colophon">
<p>Every sentence is cited to the exact words of a source. That the words stand there is checked by machine; people answer for the sentences.</p>
</footer>
</body>
</html>
`;
}

function linksFor({ loggedIn, account }: Frame): readonly (readonly [href: string, label: string])[] {
  return [
    ["/", "Ask"],
    ["/briefings", "Briefings"],
    ["/sources", "Sources"],
    ...(loggedIn
      ? ([
          ["/status", "Status"],
          ["/problems", "Problems"],
        ] as const)
      : []),
    ...(account ? [["/login", account] as const] : []),
  ];
}

function link(href: string, label: string, here: string): Html {
  return html`<a href="${href}"${href === here ? html` aria-current="page"` : ""}>${label}</a>\n`;
}
