import { html } from "hono/html";
import { SECTION_TITLES, SECTIONS } from "#briefing";
import type { Card, DraftLook } from "#draft";
import { count, type Html, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import { renderCard, renderSection } from "./card.ts";
import { type Meanwhile, type ReviewForm, type Typed, unsaved } from "./read-form.ts";

/** The result of a form, for the page that answers it. */
export type Told = {
  readonly form?: ReviewForm;
  /** About the whole draft. `tone`: whether something was done. */
  readonly text?: string;
  readonly tone?: "info" | "trouble";
  /** About one statement. */
  readonly card?: { readonly id: string; readonly text: string; readonly tried?: Card };
  readonly meanwhile?: Meanwhile;
  /** The statement that was just dropped, as the form carries it. */
  readonly dropped?: string;
};

/** A draft to review: every statement beside its quotes, and what still blocks publishing. */
export function draftPage(look: DraftLook, told: Told = {}): Page {
  const { topic, title, cards, draft, target, isFirst, notice } = look;
  const seen = new Set(
    cards.filter(({ id, errors }) => told.form?.seen.has(id) && errors.length === 0).map(({ id }) => id),
  );
  const typed = new Map(
    cards.flatMap((card) => {
      const one = unsaved(card, told.form?.typed.get(card.id));
      return one ? [[card.id, one] as const] : [];
    }),
  );
  const main = html`<article class="review" id="review" data-topic="${topic}">
<p class="back"><a href="/review">All drafts</a></p>
<header class="headline"><h1 tabindex="-1">Review: ${words(title)}</h1>
<p class="footing">${notice === undefined ? "" : html`<strong class="unreviewed">${notice}</strong> · `}<code>${words(draft)}</code> becomes <code>${words(target)}</code>${isFirst ? ", which is new" : ""}</p></header>
${renderTold(told)}
<details class="whole"><summary>Its header${look.gone.length > 0 ? `, and ${count(look.gone.length, "published statement")} that it no longer says` : ""}</summary>
<dl class="facts">${look.header.map(([name, value]) => html`<div><dt>${name}</dt><dd>${words(value)}</dd></div>`)}</dl>
${look.gone.length === 0 ? "" : html`<h2 class="label">No longer said</h2><ul class="gone">${look.gone.map((text) => html`<li><del>${words(text)}</del></li>`)}</ul>`}
</details>
${look.hints.length === 0 ? "" : html`<details class="whole"><summary>${count(look.hints.length, "thing")} to look at in the whole</summary><ul>${look.hints.map((hint) => html`<li>${words(hint)}</li>`)}</ul></details>`}
${look.fixed === undefined ? "" : html`<p class="notice trouble">${words(look.fixed)}</p>`}
<form method="post" action="/review/${topic}" data-review autocomplete="off">
<button class="unseen" name="do" value="look" tabindex="-1" aria-hidden="true">Show it again</button>
<input type="hidden" name="of" value="${look.of}">
${told.dropped === undefined ? "" : html`<input type="hidden" name="dropped" value="${told.dropped}"><p class="notice info" role="status">Dropped. <button name="do" value="back">Put it back</button></p>`}
${renderSections(look, told, seen, typed)}
<datalist id="sources">${look.sources.map((source) => html`<option value="${source.id}">${source.title}</option>`)}</datalist>
${renderBar(look, seen, typed, told)}
</form></article>`;
  return { title: `Review: ${title}`, here: "/review", posts: true, main };
}

function renderSections(
  look: DraftLook,
  told: Told,
  seen: ReadonlySet<string>,
  typed: ReadonlyMap<string, Typed>,
): Html[] {
  const { cards, topic } = look;
  const { form, card: toldOf } = told;
  return SECTIONS.flatMap((section) => {
    const own = cards.filter((card) => card.section === section);
    if (section === "differ" && own.length === 0) return [];
    const rows = own.map((card, index) => {
      const words = typed.get(card.id);
      const about = toldOf?.id === card.id ? toldOf : undefined;
      return renderCard({
        ...{
          card,
          topic,
          number: cards.indexOf(card) + 1,
          at: addressOf(cards.indexOf(card) + 1, told),
          of: cards.length,
          isFixed: look.fixed !== undefined,
        },
        isSeen: seen.has(card.id) && !(words && form),
        ...(words && { typed: words }),
        ...(about && { told: about.text }),
        ...(about?.tried && { tried: about.tried }),
        ...ways(section, index, own.length),
      });
    });
    return [renderSection(section, rows)];
  });
}

/**
 * The id of a statement in the page. A button's address leads to its own statement. A message about the whole is at the
 * top, so the page then has other ids, and the browser shows it from the top.
 */
function addressOf(number: number, { text }: Told): string {
  return text === undefined ? `s-${number}` : `statement-${number}`;
}

/** The labels of the buttons for moving: within a section, or into the next. */
function ways(section: Card["section"], index: number, count: number): { up?: string; down?: string } {
  const order: readonly Card["section"][] = ["happening", "important", "next"];
  const at = order.indexOf(section);
  const to = (step: number) => {
    const name = at === -1 ? undefined : order[at + step];
    return name === undefined ? undefined : `Move to “${SECTION_TITLES[name]}”`;
  };
  const up = index > 0 ? "Move up" : to(-1);
  const down = index < count - 1 ? "Move down" : to(1);
  return { ...(up !== undefined && { up }), ...(down !== undefined && { down }) };
}

function renderTold({ text, tone = "trouble", meanwhile }: Told): Html {
  return html`${text === undefined ? "" : html`<p class="notice ${tone}" role="${tone === "trouble" ? "alert" : "status"}" id="told">${words(text)}</p>`}${meanwhile ? renderMeanwhile(meanwhile) : ""}`;
}

function renderMeanwhile({ added, gone, lost }: Meanwhile): Html {
  const list = (label: string, texts: readonly string[]) =>
    texts.length === 0 ? "" : html`<li>${label}<ul>${texts.map((text) => html`<li>${words(text)}</li>`)}</ul></li>`;
  const isElsewhere = added.length + gone.length === 0;
  return html`<section class="meanwhile" aria-labelledby="meanwhile"><h2 id="meanwhile" class="label">What changed meanwhile</h2>
<ul>${isElsewhere ? html`<li>The order of the statements, the header, the published briefing or the text of a source.</li>` : ""}${list("Added:", added)}${list("Removed:", gone)}</ul>
${
  lost.length === 0
    ? ""
    : html`<h3>What you typed for statements that are gone</h3>${lost.map((one, index) => html`<label for="lost-${index}">Instead of: ${words(one.was)}</label><textarea id="lost-${index}" rows="3" readonly dir="auto">${[one.text, ...one.cites.map(({ quote }) => quote).filter((quote) => quote !== "")].join("\n")}</textarea>`)}`
}</section>`;
}

/** The review's progress, what blocks publishing, and the publish button. */
function renderBar(
  { cards, faults }: DraftLook,
  seen: ReadonlySet<string>,
  typed: ReadonlyMap<string, Typed>,
  told: Told,
): Html {
  const isBroken = ({ errors }: Card) => errors.length > 0;
  const broken = cards.find(isBroken);
  const next = cards.findIndex(({ id }) => !seen.has(id)) + 1;
  const blocks = [
    ...faults.map((fault) => html`<li>${words(fault)}</li>`),
    ...(broken
      ? [
          html`<li><a href="#${addressOf(cards.indexOf(broken) + 1, told)}">${cards.filter(isBroken).length} to fix or drop</a></li>`,
        ]
      : []),
    ...(typed.size > 0 ? [html`<li>${count(typed.size, "change")} not saved</li>`] : []),
  ];
  return html`<section class="bar" aria-labelledby="publish">
<h2 id="publish" class="unseen">Publish</h2>
<p class="progress"><progress max="${Math.max(1, cards.length)}" value="${seen.size}" aria-label="Statements looked at" data-bar></progress> <span data-progress role="status">${seen.size} of ${cards.length} looked at</span></p>
<ul class="blocks" data-blocks>${blocks}<li data-left${next === 0 ? html` hidden` : ""}><a href="#${addressOf(next, told)}" data-next>Next: statement ${next}</a></li></ul>
<div class="sign"><label for="by">Your name</label><input id="by" name="by" value="${told.form?.by ?? ""}" maxlength="160" autocomplete="name">
<button name="do" value="publish" class="publish">Publish</button></div>
</section>`;
}
