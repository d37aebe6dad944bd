import { html } from "hono/html";
import { type Briefing, reviewNotice } from "#briefing";
import { plain } from "#chat";
import { askHref, briefingHref } from "../pages/links.ts";
import { type Html, words } from "../pages/markup.ts";
import { frameOf, renderFooting, renderPoints, renderQuotes, renderSources } from "./notes.ts";
import type { OpenNumbering } from "./numbering.ts";

const MOST_STORIES = 12;
const QUESTIONS = [
  ["whats-happening", "What’s happening"],
  ["why-important", "Why it’s important"],
  ["whats-next", "What’s next"],
] as const;

const MOST_POINTS = 4;

/** An introduction for newcomers. */
const ABOUT = html`<p class="about">Nutgraf is a briefing bot for Slack and Discord: it tells you what’s happening in a story, why it’s important and what’s next, and cites the exact words of a source for every sentence.</p>`;

/** The front page: the stories to ask about, the newest in more detail. `tries`: whether schedules can be tried. */
export function renderFront(
  briefings: readonly Briefing[],
  openNumbering: OpenNumbering,
  from: { from?: string },
  { now, tries }: { readonly now: number; readonly tries: boolean },
): Html {
  const [lead, ...others] = briefings;
  if (!lead) {
    return html`<article class="reply none">${ABOUT}<h1 tabindex="-1">No briefings yet</h1>
<p class="notice info">There are no briefings here yet. Whoever runs this bot adds them as files in the content folder.</p></article>`;
  }
  const told = [lead, ...others.slice(0, MOST_STORIES)];
  const numbering = openNumbering(told);
  const lines = told.map(({ sections: { happening } }, index) =>
    happening.statements.slice(0, index === 0 ? MOST_POINTS : 1).map(numbering.line),
  );
  const page = askHref(from);
  const all = { notes: numbering.notes(), page };
  const points = (story: number) =>
    renderPoints(lines[story] ?? [], all, (index) => `story-${story * MOST_POINTS + index}`);
  const cited = new Set(lines[0]?.flatMap(({ cites }) => cites.map(({ source }) => source)));
  const notes = all.notes.filter(({ number }) => cited.has(number));
  const rest = told.slice(1).map((briefing, index) => renderStory(briefing, points(index + 1), from));
  return html`<article class="reply front">
${ABOUT}
<h1 class="label" tabindex="-1">${others.length === 0 ? "The story" : "The stories"}</h1>
<section class="lead">
<h2 class="headline"><a href="${briefingHref(lead.topic)}">${words(lead.title)}</a></h2>
${points(0)}
${renderSources(notes)}
${renderFooting(notes, frameOf(lead, now), now)}
${questions(lead, from)}
</section>
${tries ? renderTry(lead, from) : ""}
${rest.length === 0 ? "" : html`<div class="others">${rest}</div>`}
${others.length > MOST_STORIES ? html`<p><a href="/briefings">All stories</a></p>` : ""}
</article>
<aside id="side" aria-label="Beside the story">
<h2 class="label">In the sources’ words</h2>
${renderQuotes(lines.flat(), all)}
</aside>`;
}

function renderStory(briefing: Briefing, points: Html, from: { from?: string }): Html {
  return html`<section><h2><a href="${briefingHref(briefing.topic)}">${words(briefing.title)}</a></h2>
${renderUnreviewed(briefing)}${points}
${questions(briefing, from)}</section>\n`;
}

function renderUnreviewed(briefing: Briefing): Html | "" {
  const notice = reviewNotice(briefing);
  return notice === undefined ? "" : html`<p class="footing"><strong class="unreviewed">${notice}</strong></p>`;
}

/** A link to try a schedule. */
function renderTry({ topic }: Briefing, from: { from?: string }): Html {
  const href = askHref({ ask: `/briefing-schedule ${topic} weekdays 09:00`, ...from });
  return html`<p class="try"><a class="ask" href="${href}">Try a schedule</a>: see what a channel would get each weekday at 9.</p>`;
}

function questions({ topic, title }: Briefing, from: { from?: string }): Html {
  return html`<nav class="actions" aria-label="Ask about ${plain(title)}">
${QUESTIONS.map(([command, label]) => {
  const href = askHref({ press: { command, options: { topic } }, ...from });
  return html`<a class="button ask" href="${href}">${label}</a>\n`;
})}</nav>`;
}
