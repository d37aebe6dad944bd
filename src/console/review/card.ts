import { html } from "hono/html";
import { SECTION_TITLES } from "#briefing";
import { plain } from "#chat";
import type { Card, CardQuote, DiffPart } from "#draft";
import { sourceHref } from "../pages/links.ts";
import { count, type Html, words } from "../pages/markup.ts";
import { oneLine, type Typed } from "./read-form.ts";

/** One statement on the page. `number` counts from 1; `typed`: words that are not saved yet. */
export type ShownCard = {
  readonly card: Card;
  readonly number: number;
  /** The id of its element in the page. */
  readonly at: string;
  readonly of: number;
  readonly topic: string;
  readonly isSeen: boolean;
  readonly typed?: Typed;
  /** The typed statement, checked but not saved. */
  readonly tried?: Card;
  /** The result of the button that was pressed. */
  readonly told?: string;
  /** Labels of the buttons that move it; absent if it can't move that way. */
  readonly up?: string;
  readonly down?: string;
  readonly isFixed: boolean;
};

/** A statement beside its quotes, with its check and all that can be done with it. */
export function renderCard(shown: ShownCard): Html {
  const { card, number, at, of, topic, isSeen, typed, tried, told, isFixed } = shown;
  const { id } = card;
  const isBroken = card.errors.length > 0;
  const cites = typed?.cites;
  const page = `/review/${topic}`;
  const state = isBroken ? "withheld" : card.was ? "reworded" : card.isNew ? "new" : "as published";
  const button = (what: string, label: string, to = number) =>
    html`<button name="do" value="${what} ${id}" formaction="${page}#s-${Math.min(to, of)}" aria-describedby="n-${number}">${label}</button>`;
  return html`<li class="card" id="${at}" data-id="${id}">
<h3 id="n-${number}">Statement ${number} of ${of} <span class="state${isBroken ? " trouble" : ""}">${state}</span></h3>
${told === undefined ? "" : html`<p class="notice ${tried ? "trouble" : "info"}" role="${tried ? "alert" : "status"}">${plain(told)}</p>`}
<div class="pair">
<div class="said">
<label for="text-${number}">What it says</label>
<textarea id="text-${number}" name="text.${id}" rows="3" maxlength="2000" dir="auto" spellcheck="true" aria-describedby="check-${number}"${isFixed ? html` readonly` : ""}>${typed?.text ?? card.text}</textarea>
<input type="hidden" name="was.${id}" value="${card.text}">
<div class="check" id="check-${number}" data-check aria-live="polite">${renderCheck(tried ?? card, typed !== undefined)}</div>
${card.was ? renderAgainst(card.was) : ""}
${card.hints.length === 0 ? "" : html`<ul class="hints">${card.hints.map((hint) => html`<li>Look: ${words(hint)}</li>`)}</ul>`}
</div>
<div class="rests">
<h4 class="label">In the source’s words</h4>
${card.quotes.map((quote, at) => html`${renderQuote(quote)}${isFixed ? "" : renderChoice(shown, at, cites?.[at] ?? quote, "Choose other words")}`)}
${isFixed ? "" : renderChoice(shown, card.quotes.length, cites?.[card.quotes.length] ?? { source: card.quotes[0]?.source ?? "", quote: "" }, "Add a quote")}
</div>
</div>
<div class="deeds">
<label class="keep"><input type="checkbox" name="seen" value="${id}"${isSeen ? html` checked` : ""}${isBroken ? html` disabled` : ""}> ${isBroken ? "Keep: fix it first" : "Keep: its quotes support it"}</label>
${
  isFixed
    ? ""
    : html`${button("save", "Check and save")}
${shown.up === undefined ? "" : button("up", shown.up, number - 1)}
${shown.down === undefined ? "" : button("down", shown.down, number + 1)}
${button("drop", "Drop")}`
}
</div>
</li>
`;
}

/** What was found in a statement: errors, the verdict, and a word-by-word comparison. */
export function renderCheck({ errors, warnings, compared }: Card, isUnsaved: boolean): Html {
  return html`${isUnsaved ? html`<p class="draft-only">Not saved yet.</p>` : ""}${errors.map((error) => html`<p class="verdict trouble"><b>Not publishable:</b> ${words(error)}</p>`)}${
    compared
      ? html`<p class="verdict ${compared.verdict === "no difference" ? "" : "doubt"}"><b>${VERDICTS[compared.verdict]}</b> ${compared.verdict === "differs" ? words(compared.told.replace(/^differs here: /, "")) : ""}</p>${compared.diff.length > 0 ? renderDiff(compared.diff, "the quoted words") : ""}`
      : ""
  }${warnings.map((warning) => html`<p class="verdict doubt"><b>Look:</b> ${words(warning)}</p>`)}`;
}

const VERDICTS = {
  "no difference": "No difference from the quoted words found.",
  differs: "Differs here:",
  "too far": "Too far from the quoted words to check: compare them yourself.",
} as const;

function renderAgainst({ text, diff }: NonNullable<Card["was"]>): Html {
  return html`<details class="against"><summary>Against what is published</summary><p>${words(text)}</p>${renderDiff(diff, "the published statement")}</details>`;
}

/** A word-by-word comparison, in marks and words, not by color alone. */
function renderDiff(parts: readonly DiffPart[], other: string): Html {
  const rows = parts.map(({ of, text }) => {
    if (of === "both") return html`${plain(text)} `;
    if (of === "statement")
      return html`<span class="unseen">only here: </span><b aria-hidden="true">+</b><ins>${plain(text)}</ins> `;
    return html`<span class="unseen">only in ${other}: </span><b aria-hidden="true">−</b><del>${plain(text)}</del> `;
  });
  return html`<p class="diff" dir="auto">${rows}</p><p class="legend">+ only here, − only in ${other}</p>`;
}

function renderQuote({ source, title, words: quoted, around, at }: CardQuote): Html {
  const where = at === undefined ? sourceHref(source) : sourceHref(source, at);
  const [before, after] = [around?.before ?? "", around?.after ?? ""];
  const unchecked = around ? "" : html` <b>(not found there)</b>`;
  return html`<figure><blockquote dir="auto">${plain(before)}<mark>${plain(quoted)}</mark>${plain(after)}</blockquote>
<figcaption><a href="${where}">${words(title)}</a>${unchecked}</figcaption></figure>`;
}

function renderChoice(
  { card, number }: ShownCard,
  at: number,
  { source, quote }: { readonly source: string; readonly quote: string },
  label: string,
): Html {
  const of = `${card.id}.${at}`;
  const isOpen = card.quotes[at] === undefined ? quote !== "" : false;
  return html`<details class="choice" data-at="${card.quotes[at]?.at ?? ""}"${isOpen ? html` open` : ""}><summary>${label}<span class="unseen"> for statement ${number}</span></summary>
<label for="quote-${number}-${at}">Exact words${card.quotes[at] === undefined ? "" : "; leave empty to remove this quote"}</label>
<textarea id="quote-${number}-${at}" name="quote.${of}" rows="3" maxlength="4000" dir="auto" spellcheck="false" data-quote>${oneLine(quote)}</textarea>
<label for="source-${number}-${at}">Name of the source</label>
<input id="source-${number}-${at}" name="source.${of}" value="${source}" list="sources" maxlength="64" autocomplete="off" data-source>
<div data-words></div></details>`;
}

/** The heading of a section's cards. */
export function renderSection(section: Card["section"], cards: readonly Html[]): Html {
  return html`<section aria-labelledby="${section}"><h2 id="${section}" class="label">${SECTION_TITLES[section]}</h2>
${cards.length === 0 ? html`<p class="notice info">Nothing is written on this.</p>` : html`<p class="unseen">${count(cards.length, "statement")}</p><ol class="cards">${cards}</ol>`}</section>
`;
}
