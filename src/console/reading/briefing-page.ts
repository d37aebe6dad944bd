import { html } from "hono/html";
import { type Briefing, SECTION_TITLES, SECTIONS, type SectionName } from "#briefing";
import type { Line } from "#chat";
import { briefingHref } from "../pages/links.ts";
import { count, type Html, shortDate, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import { frameOf, renderFooting, renderNotice, renderPoints, renderQuotes, renderSources, type Told } from "./notes.ts";
import type { OpenNumbering } from "./numbering.ts";

/** A whole briefing as a page. `feeds`: of its changes. */
export function briefingPage(
  briefing: Briefing,
  openNumbering: OpenNumbering,
  now: number,
  feeds?: Page["feeds"],
): Page {
  const numbering = openNumbering([briefing]);
  const sections = SECTIONS.map((name) => [name, briefing.sections[name].statements.map(numbering.line)] as const);
  const notes = numbering.notes();
  const told = { notes, page: briefingHref(briefing.topic) };
  const main = html`<article class="briefing">
<header class="headline"><h1>${words(briefing.title)}</h1>
${renderFooting(notes, frameOf(briefing, now), now)}${feeds ? html`<p class="by"><a href="${briefingHref(briefing.topic)}/history">What changed</a></p>` : ""}</header>
<div class="sections">
${sections.map(([name, lines]) => renderSection(briefing, name, lines, told))}</div>
<section class="behind" aria-labelledby="behind">
<h2 id="behind" class="label">In the sources’ words</h2>
${renderSources(notes)}
${renderQuotes(
  sections.flatMap(([, lines]) => lines),
  told,
)}
</section>
</article>`;
  return { title: briefing.title, here: "/briefings", main, ...(feeds && { feeds }) };
}

/** The list of briefings. */
export function briefingsPage(briefings: readonly Briefing[], now: number): Page {
  const items = briefings.map((briefing) => {
    const { topic, title, aliases, audience } = briefing;
    const { asOf, changedAt, checked, notice } = frameOf(briefing, now);
    const names = [topic, ...aliases].join(", ");
    const whom = audience === "everyone" ? "" : html` · <b class="restricted">Restricted</b>`;
    return html`<li><h2><a href="${briefingHref(topic)}">${words(title)}</a></h2>
<p>${renderNotice(notice)}${words(names)} · ${asOf === undefined ? "undated" : `as of ${asOf}`}${changedAt === undefined ? "" : ` · changed ${shortDate(changedAt, now)}`}${checked === undefined ? "" : ` · ${words(checked)}`}${whom}</p></li>\n`;
  });
  const main = html`<article class="listing"><h1>Briefings</h1>
${items.length === 0 ? html`<p class="notice info">There is nothing to read here yet.</p>` : html`<ul>${items}</ul>`}</article>`;
  return { title: "Briefings", here: "/briefings", main };
}

/** The id of a statement in its page. `index` counts from 0 in its section. */
export function statementId(section: SectionName, index: number): string {
  return `${section}-${index + 1}`;
}

function renderSection(briefing: Briefing, name: SectionName, lines: readonly Line[], told: Told): Html | "" {
  if (name === "differ" && lines.length === 0) return "";
  const { withheld } = briefing.sections[name];
  const points = () => renderPoints(lines, told, (index) => statementId(name, index));
  return html`<section class="${name}" aria-labelledby="${name}">
<h2 id="${name}" class="label">${SECTION_TITLES[name]}</h2>
${lines.length > 0 ? points() : html`<p class="notice info">${silence(withheld)}</p>`}
</section>\n`;
}

function silence(withheld: number): string {
  if (withheld === 0) return "Nothing is written on this yet.";
  const held =
    withheld === 1 ? "is held back until its citation is fixed" : "are held back until their citations are fixed";
  return `Nothing to show here for now: ${count(withheld, "statement")} ${held}.`;
}
