import { html } from "hono/html";
import type { Options, Place, Preview, Reply } from "#chat";
import type { Rehearsal } from "#schedule";
import { whyNothing } from "../operations/schedule-tables.ts";
import { askHref, type Query } from "../pages/links.ts";
import { type Html, words } from "../pages/markup.ts";
import { renderPreview } from "./preview.ts";
import { renderReply, type Shown } from "./reply.ts";

/** Tries a schedule; nothing is saved or posted. `channel`: absent while something is missing or wrong. */
export type TrySchedule = (
  options: Options,
  place: Place,
) => Promise<{ readonly reply: Reply; readonly channel?: Rehearsal }>;

type Showing = {
  readonly shown: Shown;
  readonly query: Query;
  readonly previews: readonly Preview[];
  /** The platform to preview, if one was chosen. */
  readonly as?: Preview;
};

/** Shows the sample channel beside the schedule being tried. */
export function renderChannel({ introduction, runs }: Rehearsal, { shown, query, previews, as }: Showing): Html {
  const look = (reply: Reply, name: string) => {
    const post = as ? renderPreview(as, reply, "everyone") : renderReply(reply, { ...shown, level: 2 });
    // A long one scrolls, so it must be reachable by keyboard.
    return html`<div class="post" role="region" aria-label="${name}" tabindex="0">${post}</div>`;
  };
  const views = [{ platform: undefined, label: "Plain" }, ...previews].map(
    ({ platform, label }) =>
      html`<a class="ask" href="${askHref({ ...query, ...(platform !== undefined && { as: platform }) })}"${platform === as?.platform ? html` aria-current="true"` : ""}>${label}</a>\n`,
  );
  return html`<aside id="side" class="channel" aria-label="A sample channel">
${previews.length === 0 ? "" : html`<nav class="views" aria-label="How the channel looks">${views}</nav>`}
<h2 class="label">A sample channel</h2>
<ol>
<li><p class="when">When it is set up</p>
${look(introduction, "The first message")}</li>
${runs.map(
  (run) => html`<li><p class="when"><time datetime="${new Date(run.atMs).toISOString()}">${words(run.said)}</time></p>
${"reply" in run ? look(run.reply, `The post for ${run.said}`) : html`<p class="notice info">Nothing is posted. ${whyNothing(run.skip)}</p>`}</li>\n`,
)}</ol>
</aside>`;
}
