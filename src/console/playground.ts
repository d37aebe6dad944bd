import { html } from "hono/html";
import { type Bot, plain, pointsIn, type Reply } from "#chat";
import { askHref, type Query } from "./address.ts";
import { type Asked, MOST_ASKED } from "./asking.ts";
import { renderFront } from "./front.ts";
import { count, type Html } from "./markup.ts";
import { renderNotes } from "./notes.ts";
import { type Preview, renderPreview } from "./preview.ts";
import { renderReply } from "./reply.ts";
import type { Visible } from "./visible.ts";

/** What the playground answers from. */
export type Scene = {
  readonly bot: Bot;
  readonly previews: readonly Preview[];
  /** What the one who asks may hear where they ask: the stories of the front page. */
  readonly heard: Pick<Visible, "briefings">;
  readonly now: number;
};

/** An answer, ready to be put in the page. `title`: of the page. */
export type Answer = { readonly title: string; readonly region: Html };

/** Answers what was asked: the region of the page that is replaced when the next thing is asked. */
export async function answerIn(asked: Asked, as: string | undefined, scene: Scene): Promise<Answer> {
  if (asked.kind === "nothing") {
    const from = asked.from === undefined ? {} : { from: asked.from };
    return region("Ask", "", "", renderFront(scene.heard.briefings(), from, scene.now));
  }
  if (asked.kind === "refused") {
    const refused = html`<article class="reply trouble"><h1 tabindex="-1">That could not be asked</h1>
<p class="notice trouble">${asked.why}</p></article>`;
    return region("That could not be asked", asked.typed, asked.why, refused);
  }
  const reply = await scene.bot.answer(asked.ask);
  const { place, typed, press, from } = asked;
  const query: Query = { ...(press ? { press } : { ask: typed }), ...(from !== undefined && { from }) };
  const preview = scene.previews.find(({ platform }) => platform === as);
  const shown = {
    bot: scene.bot,
    place,
    level: 1,
    now: scene.now,
    ...query,
    ...(preview && { as: preview.platform }),
  } as const;
  return region(
    reply.title,
    typed,
    saidOf(reply),
    html`${renderReply(reply, shown)}${renderSide(reply, preview, query, scene.previews)}`,
  );
}

/** A reply for a dialog: no buttons, and headed one level lower than the page around it. */
export async function answerInDialog(asked: Extract<Asked, { kind: "ask" }>, { bot, now }: Scene): Promise<Html> {
  const reply = await bot.answer(asked.ask);
  return renderReply(reply, { bot, place: asked.place, level: 2, now });
}

/** The field to ask in. `from` is offered to those who are logged in. */
export function renderSearch(asked: Asked, as: string | undefined, loggedIn: boolean): Html {
  const typed = asked.kind === "nothing" ? "" : asked.typed;
  const from = asked.from ?? "";
  return html`<search class="asking">
<form id="ask" action="/" method="get">
<label for="words">Ask about a story</label>
<div class="field">
<input id="words" name="ask" type="text" value="${typed}" maxlength="${MOST_ASKED}" placeholder="/whats-next, or plain words" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search">
<button>Ask</button>
</div>
${as === undefined ? "" : html`<input type="hidden" name="as" value="${as}">`}
${loggedIn ? renderFrom(from) : ""}
</form>
<p id="said" class="unseen" role="status"></p>
</search>`;
}

function renderFrom(from: string): Html {
  return html`<details class="from"${from === "" ? "" : html` open`}>
<summary>Asked from</summary>
<label for="from">A place, such as slack:T0123/C045; empty for here</label>
<input id="from" name="from" value="${from}" maxlength="150" autocomplete="off" autocapitalize="none" spellcheck="false">
</details>`;
}

/** Beside an answer: its quotes, or how a platform would show it. */
function renderSide(reply: Reply, preview: Preview | undefined, query: Query, previews: readonly Preview[]): Html | "" {
  const hasQuotes = reply.notes.length > 0 && !reply.blocks.some(({ kind }) => kind === "quotes");
  if (!hasQuotes && previews.length === 0) return "";
  const views = previews.map(({ platform, label }) =>
    view(askHref({ ...query, as: platform }), label, preview?.platform === platform),
  );
  const tabs = html`<nav class="views" aria-label="Beside the answer">${view(askHref(query), "Quotes", !preview)}${views}</nav>`;
  const heading = preview ? `As ${preview.label} shows it` : "In the sources’ words";
  return html`<aside id="side" aria-labelledby="side-heading">
${previews.length > 0 ? tabs : ""}
<h2 id="side-heading" class="label" tabindex="-1">${heading}</h2>
${preview ? renderPreview(preview, reply) : renderNotes(hasQuotes ? reply.notes : [])}
</aside>`;
}

function view(href: string, label: string, current: boolean): Html {
  return html`<a class="ask" href="${href}"${current ? html` aria-current="true"` : ""}>${label}</a>\n`;
}

function region(title: string, typed: string, said: string, inside: Html): Answer {
  const data = html`data-title="${plain(title)}" data-typed="${typed}" data-said="${plain(said)}"`;
  return { title, region: html`<div id="answer" class="spread" ${data}>${inside}</div>` };
}

/** What is announced when an answer has come. */
function saidOf(reply: Reply): string {
  const sources = new Set(reply.notes.map(({ source }) => source)).size;
  const from = sources > 0 ? `, ${count(sources, "source")}` : "";
  return `${reply.title}: ${count(pointsIn(reply), "point")}${from}.`;
}
