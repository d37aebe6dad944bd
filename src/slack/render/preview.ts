import type { types } from "@slack/bolt";
import { escapeHtml, type Preview } from "#chat";
import { renderMessage } from "./message.ts";
import { PREVIEW_STYLES } from "./preview-styles.ts";

/** The playground's preview of Slack, drawn from the exact payload that would be sent. */
export function slackPreview(commandPrefix = ""): Preview {
  return {
    platform: "slack",
    label: "Slack",
    styles: PREVIEW_STYLES,
    render: (reply, seenBy = "asker") =>
      drawMessage(renderMessage(reply, { seenBy, prefix: commandPrefix }).blocks, seenBy),
  };
}

/** A message's blocks as markup. */
export function drawMessage(blocks: readonly types.KnownBlock[], seenBy: "asker" | "everyone"): string {
  const whose = seenBy === "asker" ? '<p class="whose">Only visible to you</p>' : "";
  return `<article class="message"><span class="avatar" aria-hidden="true">N</span><div class="body">${whose}<p class="by"><strong>Nutgraf</strong> <span class="app">App</span></p>${drawBlocks(blocks)}</div></article>`;
}

/** A modal or the App Home as markup. */
export function drawView(view: types.ModalView | types.HomeView): string {
  if (view.type === "home") return `<article class="home">${drawBlocks(view.blocks)}</article>`;
  const submit = view.submit ? `<span class="press primary">${escapeHtml(view.submit.text)}</span>` : "";
  const close = view.close ? `<span class="press">${escapeHtml(view.close.text)}</span>` : "";
  return `<article class="modal"><p class="bar">${escapeHtml(view.title.text)}</p><div class="scroll">${drawBlocks(view.blocks)}</div><p class="foot">${close}${submit}</p></article>`;
}

function drawBlocks(blocks: readonly (types.KnownBlock | types.Block)[]): string {
  return blocks.map((block) => drawBlock(block as types.KnownBlock)).join("");
}

function drawBlock(block: types.KnownBlock): string {
  switch (block.type) {
    case "header":
      return `<p class="header">${escapeHtml(block.text.text)}</p>`;
    case "divider":
      return "<hr>";
    case "context":
      return `<p class="context">${block.elements.map(drawText).join(" ")}</p>`;
    case "rich_text":
      return `<div class="rich">${block.elements.map(drawPart).join("")}</div>`;
    case "actions":
      return `<p class="presses">${block.elements.map(drawElement).join("")}</p>`;
    case "input":
      return `<p class="input"><strong>${escapeHtml(block.label.text)}</strong>${drawElement(block.element)}</p>`;
    default:
      return `<p>${escapeHtml(block.type)}</p>`;
  }
}

function drawPart(part: types.RichTextBlockElement): string {
  switch (part.type) {
    case "rich_text_list":
      return `<ul>${part.elements.map(({ elements }) => `<li>${drawElements(elements)}</li>`).join("")}</ul>`;
    case "rich_text_quote":
      return `<blockquote>${drawElements(part.elements)}</blockquote>`;
    default:
      return `<p>${drawElements(part.elements)}</p>`;
  }
}

function drawElements(elements: readonly types.RichTextElement[]): string {
  return elements
    .map((element) => {
      if (element.type === "link")
        return `<a href="${escapeHtml(element.url)}" rel="noreferrer">${escapeHtml(element.text ?? element.url)}</a>`;
      if (element.type !== "text") return escapeHtml(element.type);
      const words = escapeHtml(element.text);
      if (element.style?.code) return `<code>${words}</code>`;
      if (element.style?.italic) return `<em>${words}</em>`;
      return element.style?.bold ? `<strong>${words}</strong>` : words;
    })
    .join("");
}

/** The parts of a button or field that a preview draws. */
type Drawn = {
  readonly text?: types.PlainTextElement;
  readonly placeholder?: types.PlainTextElement;
  readonly initial_value?: string;
  readonly initial_option?: types.PlainTextOption;
  readonly initial_options?: readonly types.PlainTextOption[];
};

function drawElement(element: { type: string }): string {
  const { text, placeholder, initial_value, initial_option, initial_options = [] } = element as Drawn;
  if (element.type === "button") return `<span class="press">${escapeHtml(text?.text ?? "")}</span>`;
  const chosen = [initial_option ?? [], initial_options].flat().map((option) => option.text.text);
  if (element.type === "plain_text_input") return `<span class="field">${escapeHtml(initial_value ?? "")}</span>`;
  return `<span class="select">${escapeHtml(chosen.length > 0 ? chosen.join(", ") : (placeholder?.text ?? "Choose…"))}</span>`;
}

function drawText(element: types.ContextBlockElement): string {
  if (element.type === "image") return escapeHtml(element.alt_text);
  if (element.type === "plain_text") return escapeHtml(element.text);
  const shown = element.text.replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, "$1");
  return escapeHtml(shown.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}
