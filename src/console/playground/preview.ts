import { html, raw } from "hono/html";
import type { Preview, Reply, SeenBy } from "#chat";
import type { Html } from "../pages/markup.ts";

/** Stands for all platforms in an address. */
export const SIDE_BY_SIDE = "all";

/** The previews that an address names: one platform's, or all. */
export function previewsNamed(as: string | undefined, previews: readonly Preview[]): readonly Preview[] {
  return as === SIDE_BY_SIDE ? previews : previews.filter(({ platform }) => platform === as);
}

/** Renders a reply the way it would look there. */
export function renderPreview({ platform, render }: Preview, reply: Reply, seenBy?: SeenBy): Html {
  return html`<div class="preview preview-${platform}">${raw(render(reply, seenBy))}</div>`;
}
