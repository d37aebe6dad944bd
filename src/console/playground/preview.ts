import { html, raw } from "hono/html";
import type { Reply } from "#chat";
import type { Html } from "../pages/markup.ts";

/**
 * How a platform would show a reply. `render` gives markup that is already escaped, without scripts, inline styles or
 * anything loaded; `styles` is the text of its stylesheet, whose rules all begin with `.preview-<platform>`.
 */
export type Preview = {
  /** `[a-z0-9-]`, the adapter's name. */
  readonly platform: string;
  /** The name people use. */
  readonly label: string;
  readonly styles: string;
  render(reply: Reply, seenBy?: SeenBy): string;
};

/** Whether it is shown to the asker alone, or posted for everybody. */
export type SeenBy = "asker" | "everyone";

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
