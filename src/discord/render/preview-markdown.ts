import { escapeHtml } from "#chat";

/** Converts the part of Discord's Markdown that our messages use to HTML. Escaped characters stay literal. */
export function markdownToHtml(text: string): string {
  const html: string[] = [];
  let open: "ul" | "blockquote" | undefined;
  const close = (next?: "ul" | "blockquote") => {
    if (open && open !== next) html.push(`</${open}>`);
    if (next && open !== next) html.push(`<${next}>`);
    open = next;
  };
  for (const line of text.split("\n")) {
    const block = BLOCKS.find(({ opens }) => line.startsWith(opens));
    close(block?.within);
    const inside = inlineHtml(block ? line.slice(block.opens.length) : line);
    if (block) html.push(`<${block.tag}${block.name ? ` class="${block.name}"` : ""}>${inside}</${block.tag}>`);
    else html.push(line === "" ? `<div class="dc-gap"></div>` : `<p>${inside}</p>`);
  }
  close();
  return html.join("");
}

type Block = {
  readonly opens: string;
  readonly tag: string;
  readonly name?: string;
  readonly within?: "ul" | "blockquote";
};

const BLOCKS: readonly Block[] = [
  { opens: "### ", tag: "h3" },
  { opens: "-# ", tag: "p", name: "dc-small" },
  { opens: "- ", tag: "li", within: "ul" },
  { opens: "> ", tag: "p", within: "blockquote" },
];

/** Escapes, bold, masked links, times and people, in one pass. */
const INLINE =
  /\\([^0-9A-Za-z\s])|\*\*((?:\\.|[^\\])+?)\*\*|\[([^[\]]+)\]\(<(https?:[^<>\s]+)>\)|<t:(\d+):[dF]>|<@(\d+)>/g;

function inlineHtml(line: string): string {
  let html = "";
  let at = 0;
  for (const match of line.matchAll(INLINE)) {
    const [all, mark, bold, label, url, seconds, person] = match;
    html += escapeHtml(line.slice(at, match.index));
    if (mark !== undefined) html += escapeHtml(mark);
    else if (bold !== undefined) html += `<strong>${inlineHtml(bold)}</strong>`;
    else if (label !== undefined && url !== undefined)
      html += `<a href="${escapeHtml(url)}" rel="noopener noreferrer">${escapeHtml(label)}</a>`;
    else if (seconds !== undefined) html += `<span class="dc-time">${dayOf(Number(seconds))}</span>`;
    else if (person !== undefined) html += `<span class="dc-mention">@member</span>`;
    at = match.index + all.length;
  }
  return html + escapeHtml(line.slice(at));
}

/** Discord shows dates in the reader's own time zone and language. */
function dayOf(seconds: number): string {
  const instant = new Date(seconds * 1_000);
  if (Number.isNaN(instant.getTime())) return "";
  return new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", year: "numeric" }).format(instant);
}
