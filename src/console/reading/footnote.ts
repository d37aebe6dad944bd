import { html } from "hono/html";
import { type Citation, citeWords, type Passage } from "#briefing";
import { plain } from "#chat";
import type { SeenSource } from "../access/visibility.ts";
import { sourceHref } from "../pages/links.ts";
import type { Html } from "../pages/markup.ts";
import { aroundQuotes } from "./passages.ts";

/** The footnote that quotes some words of a source, ready to paste into a briefing; or why there is none. */
export type Footnote =
  | { readonly kind: "made"; readonly text: string; readonly spans: readonly Passage[]; readonly isOnce: boolean }
  | { readonly kind: "none"; readonly why: string };

/** Longer ones aren't quotes but documents. */
const MOST_LETTERS = 2_000;
const NONE =
  "These words can't be quoted from this source: choose at least three whole words of one paragraph, as they are printed; […] skips words.";

/**
 * Makes a footnote that the checker accepts. Words that the viewer may not see are treated as if they were not there.
 */
export function footnoteOf({ source, citing, whole }: SeenSource, words: string): Footnote {
  if (words.length > MOST_LETTERS) return { kind: "none", why: `Choose at most ${MOST_LETTERS} characters.` };
  const found = [trimmed(words), words.trim()].map((one) => citeWords(source, one)).find((citation) => citation);
  const shown = whole ? undefined : aroundQuotes(citing);
  const isShown = ({ start, end }: Passage) =>
    shown === undefined || shown.some((passage) => passage.start <= start && end <= passage.end);
  if (!found?.spans.every(isShown)) return { kind: "none", why: NONE };
  const quote = found.quote.replace(/\s+/g, " ");
  return { kind: "made", text: `[^1]: ${source.id} "${quote}"`, spans: found.spans, isOnce: isOnce(found) };
}

/** Removes punctuation around words: within a statement a quote reads on. */
function trimmed(words: string): string {
  return words.replace(/^[\s"“”‘’'«»(),.;:!?]+|[\s"“”‘’'«»(),.;:!?]+$/g, "");
}

/** Whether the words occur only once in the source; if not, the footnote means the first place. */
function isOnce({ source, spans, quote }: Citation): boolean {
  return spans.length > 1 || source.text.indexOf(quote, spans[0].start + 1) === -1;
}

/** The form that makes footnotes of a source; the script fills it in with the selected words. */
export function footnoteForm(seen: SeenSource, words: string | undefined): Html {
  return html`<details class="maker"${words === undefined ? "" : html` open`}>
<summary>Quote this in a briefing</summary>
<form method="get" action="${sourceHref(seen.source.id)}">
<p><label for="quoted">Words to quote, as they are printed<span class="scripted">: type them, or select them in the text</span></label>
<input id="quoted" name="quote" value="${plain(words ?? "")}" maxlength="${MOST_LETTERS}" autocomplete="off" spellcheck="false">
<button type="submit">Make a footnote</button></p>
</form>
${footnotePart(seen, words)}
</details>`;
}

/** The footnote, or why there is none. */
export function footnotePart(seen: SeenSource, words: string | undefined): Html {
  if (words === undefined) return html`<div class="made" role="status"></div>`;
  const made = footnoteOf(seen, words);
  if (made.kind === "none") return html`<div class="made" role="status"><p>${made.why}</p></div>`;
  return html`<div class="made" role="status"><p><code>${plain(made.text)}</code></p>
${made.isOnce ? "" : html`<p>These words appear more than once, and the first match counts: select more of them to quote a later one.</p>`}</div>`;
}
