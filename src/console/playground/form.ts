import { randomUUID } from "node:crypto";
import { html } from "hono/html";
import { type Bot, type Choice, type Form, type Option, type Place, pack, plain } from "#chat";
import { type Html, words } from "../pages/markup.ts";

/** The fields of a reply's form, with what turns it into an ask when submitted. */
export function renderFieldsOf(
  { fields, values, submit }: Form,
  { bot, place, from }: { bot: Bot; place: Place; from?: string },
): Html {
  const { command } = submit.ask;
  return html`<input type="hidden" name="do" value="${pack(submit.ask)}">
${from === undefined ? "" : html`<input type="hidden" name="from" value="${from}">`}
${fields.map((field) => {
  const choices =
    field.choices ??
    bot.suggest(
      { id: randomUUID(), command, place, by: { id: "playground" }, options: { [field.name]: "" } },
      field.name,
    );
  return renderField(field, choices, values[field.name] ?? "");
})}`;
}

function renderField({ name, summary, kind, many }: Option, choices: readonly Choice[], value: string): Html {
  const id = `field-${name}`;
  const label = html`<label for="${id}">${words(summary)}</label>`;
  if (kind !== "choice") {
    return html`${label}<input id="${id}" name="o.${name}" value="${value}" list="${id}-list" maxlength="200">
<datalist id="${id}-list">${choices.map((choice) => html`<option value="${choice.value}">${plain(choice.label)}</option>`)}</datalist>`;
  }
  // For a multiple choice, none means all; several chosen elsewhere are kept.
  const all = many ? [{ value: "", label: "All" }] : [];
  const isOffered = value === "" || choices.some((choice) => choice.value === value);
  const named = isOffered ? [] : [{ value, label: value.replaceAll(".", ", ") }];
  return html`${label}<select id="${id}" name="o.${name}">
${[...all, ...named, ...choices].map(
  (choice) =>
    html`<option value="${choice.value}"${choice.value === value ? html` selected` : ""}>${plain(choice.label)}</option>`,
)}</select>`;
}
