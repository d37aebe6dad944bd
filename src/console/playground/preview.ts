import { html, raw } from "hono/html";
import type { Preview, Reply, SeenBy } from "#chat";
import type { Html } from "../pages/markup.ts";

/** Every platform at once, as an address names it. */
export const SIDE_BY_SIDE = "all";

/** The previews that an address names: one platform's, or all. */
export function previewsNamed(as: string | undefined, previews: readonly Preview[]): readonly Preview[] {
  return as === SIDE_BY_SIDE ? previews : previews.filter(({ platform }) => platform === as);
}

/** A reply as it would look there. */
export function renderPreview({ platform, render }: Preview, reply: Reply, seenBy?: SeenBy): Html {
  return html`<div class="preview preview-${platform}">${raw(render(reply, seenBy))}</div>`;
}
