import { html } from "hono/html";
import type { Preview } from "#chat";
import { type Bot, plain, pointsIn, type Reply } from "#chat";
import type { Visible } from "../access/visibility.ts";
import { askHref, type Query } from "../pages/links.ts";
import { count, type Html } from "../pages/markup.ts";
import { renderFront } from "../reading/front-page.ts";
import { renderQuotes, type Told } from "../reading/notes.ts";
import type { OpenNumbering } from "../reading/numbering.ts";
import { previewsNamed, renderPreview, SIDE_BY_SIDE } from "./preview.ts";
import { type Asked, MOST_ASKED } from "./read-ask.ts";
import { renderReply } from "./reply.ts";
import { renderChannel, type TrySchedule } from "./trial.ts";

/** What the playground answers from. */
export type Scene = {
  readonly bot: Bot;
  readonly previews: readonly Preview[];
  /** Absent if schedules can't be tried. */
  readonly trySchedule?: TrySchedule;
  /** What the asker may see where they ask: the stories of the front page. */
  readonly heard: Pick<Visible, "briefings">;
  readonly openNumbering: OpenNumbering;
  readonly now: number;
};

/** An answer, ready to go into the page. `title`: the page's. */
export type Answer = { readonly title: string; readonly region: Html };

/** Answers an ask: the region of the page that the next ask replaces. */
export async function answerIn(asked: Asked, as: string | undefined, scene: Scene): Promise<Answer> {
  if (asked.kind === "nothing") {
    const from = asked.from === undefined ? {} : { from: asked.from };
    return region(
      "Ask",
      "",
      "",
      renderFront(scene.heard.briefings(), scene.openNumbering, from, {
        now: scene.now,
        tries: scene.trySchedule !== undefined,
      }),
    );
  }
  if (asked.kind === "refused") {
    const refused = html`<article class="reply trouble"><h1 tabindex="-1">Can't ask that</h1>
<p class="notice trouble">${asked.why}</p></article>`;
    return region("Can't ask that", asked.typed, asked.why, refused);
  }
  const answered = await scene.bot.answer(asked.ask);
  const { place, typed, press, from } = asked;
  const { command, options = {} } = answered.answers ?? {};
  const tried = command === SCHEDULE ? await scene.trySchedule?.(options, place) : undefined;
  const reply = tried?.reply ?? answered;
  const query: Query = { ...(press ? { press } : { ask: typed }), ...(from !== undefined && { from }) };
  const beside = previewsNamed(as, scene.previews);
  const page = askHref({ ...query, ...(beside.length > 0 && as !== undefined && { as }) });
  const shown = {
    bot: scene.bot,
    page,
    place,
    level: 1,
    now: scene.now,
    ...query,
    ...(as !== undefined && beside.length > 0 && { as }),
  } as const;
  const [look] = beside;
  const showing = { shown, query, previews: scene.previews, ...(look && { as: look }) };
  const side = tried
    ? tried.channel && renderChannel(tried.channel, showing)
    : renderSide(reply, { notes: reply.notes, page }, beside, as, query, scene.previews);
  const said = tried ? `${reply.title}: ${count(tried.channel?.runs.length ?? 0, "run")}.` : saidOf(reply);
  return region(reply.title, typed, said, html`${renderReply(reply, shown)}${side ?? ""}`);
}

/** The command that is only tried here, since there is no channel to schedule in. */
const SCHEDULE = "briefing-schedule";

/** A reply for a dialog: without buttons, its headings one level lower than the page's. */
export async function answerInDialog(asked: Extract<Asked, { kind: "ask" }>, { bot, now }: Scene): Promise<Html> {
  const reply = await bot.answer(asked.ask);
  const { press, typed, from, place } = asked;
  const page = askHref({ ...(press ? { press } : { ask: typed }), ...(from !== undefined && { from }) });
  return renderReply(reply, { bot, page, place, level: 2, now });
}

/** The search field. `from` is offered to people who are logged in. */
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
function renderSide(
  reply: Reply,
  told: Told,
  shown: readonly Preview[],
  as: string | undefined,
  query: Query,
  previews: readonly Preview[],
): Html | "" {
  const lines = reply.blocks.flatMap((block) => (block.kind === "lines" ? block.lines : []));
  const hasQuotes = lines.length > 0;
  if (!hasQuotes && previews.length === 0) return "";
  const both = previews.length > 1 ? [{ platform: SIDE_BY_SIDE, label: "Side by side" }] : [];
  const views = [...previews, ...both].map(({ platform, label }) =>
    view(askHref({ ...query, as: platform }), label, shown.length > 0 && as === platform),
  );
  const tabs = html`<nav class="views" aria-label="Show beside the answer">${hasQuotes ? view(askHref(query), "Quotes", shown.length === 0) : ""}${views}</nav>`;
  const beside =
    shown.length > 0
      ? html`<div class="previews">${shown.map((one) => html`<section>${label(`As ${one.label} shows it`)}${renderPreview(one, reply)}</section>`)}</div>`
      : html`${hasQuotes ? html`${label("In the sources’ words")}${renderQuotes(lines, told)}` : ""}`;
  return html`<aside id="side" aria-label="Beside the answer">
${previews.length > 0 ? tabs : ""}
${beside}
</aside>`;
}

function label(text: string): Html {
  return html`<h2 class="label">${text}</h2>\n`;
}

function view(href: string, label: string, current: boolean): Html {
  return html`<a class="ask" href="${href}"${current ? html` aria-current="true"` : ""}>${label}</a>\n`;
}

function region(title: string, typed: string, said: string, inside: Html): Answer {
  const data = html`data-title="${plain(title)}" data-typed="${typed}" data-said="${plain(said)}"`;
  return { title, region: html`<div id="answer" class="spread" ${data}>${inside}</div>` };
}

/** What screen readers announce when an answer arrives. */
function saidOf(reply: Reply): string {
  const sources = reply.notes.length;
  const from = sources > 0 ? `, ${count(sources, "source")}` : "";
  return `${reply.title}: ${count(pointsIn(reply), "point")}${from}.`;
}
