import {
  type APIComponentInMessageActionRow,
  type APIMessageTopLevelComponent,
  ComponentType,
} from "discord-api-types/v10";
import { escapeHtml, type Reply } from "#chat";
import type { DiscordMessage } from "./message.ts";
import { discordPayload } from "./payload.ts";
import { markdownToHtml } from "./preview-markdown.ts";
import { PREVIEW_STYLES } from "./preview-styles.ts";

/** How Discord would show a reply, drawn from the exact payload: escaped markup without scripts or inline styles. */
export const discordPreview = {
  platform: "discord",
  label: "Discord",
  styles: PREVIEW_STYLES,
  render: (reply: Reply): string => previewMessage(discordPayload(reply)),
};

/** A message as Discord's app shows it, for our own pages. */
export function previewMessage({ content, components }: DiscordMessage): string {
  const text = content === undefined ? "" : `<div class="dc-text">${markdownToHtml(content)}</div>`;
  return `<div class="dc-message"><div class="dc-author"><span class="dc-name">Nutgraf</span><span class="dc-app">APP</span></div>${text}${components.map(componentHtml).join("")}</div>`;
}

function componentHtml(component: APIMessageTopLevelComponent): string {
  switch (component.type) {
    case ComponentType.Container: {
      const kind = component.accent_color === undefined ? "dc-container" : "dc-container dc-accent";
      return `<div class="${kind}">${component.components.map(componentHtml).join("")}</div>`;
    }
    case ComponentType.TextDisplay:
      return `<div class="dc-text">${markdownToHtml(component.content)}</div>`;
    case ComponentType.Separator:
      return `<hr class="dc-separator">`;
    case ComponentType.ActionRow:
      return `<div class="dc-row">${component.components.map(controlHtml).join("")}</div>`;
    default:
      return "";
  }
}

/** Nothing in a preview can be pressed: the page around it has the buttons. */
function controlHtml(control: APIComponentInMessageActionRow): string {
  if (control.type === ComponentType.Button)
    return `<span class="dc-button">${escapeHtml("label" in control ? (control.label ?? "") : "")}</span>`;
  if (control.type !== ComponentType.StringSelect) return "";
  const options = control.options.map(({ label }) => `<li>${escapeHtml(label)}</li>`).join("");
  return `<div class="dc-menu"><span>${escapeHtml(control.placeholder ?? "")}</span><ul>${options}</ul></div>`;
}
