import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from "discord-api-types/v10";
import { type Action, type Form, fitsToken, POINTS, type Reply, shorten } from "#chat";
import { customIdOf, SELECT_ID } from "./custom-id.ts";
import { BUTTON_LABEL, BUTTONS_IN_ROW, OPTION_LABEL, PLACEHOLDER, SELECT_OPTIONS } from "./limits.ts";

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** The buttons and menus under a message. */
export type Controls = {
  readonly rows: Row[];
  /** How many choices did not fit in the menu. */
  readonly leftOut: number;
};

/**
 * A choice among several, or more buttons than fit in a row, become a menu. Buttons for more points stay buttons, and
 * so does one that opens a form.
 */
export function controlsOf({ actions: offered, ...reply }: Reply, share: boolean): Controls {
  const { outcome, answers, edition, form } = reply;
  const actions = offered.length === 0 && form ? openerOf(form) : offered;
  const ids = new Set<string>();
  let untellable = 0;
  const told = actions.flatMap((action) => {
    if (action.shown === "channel" && !share) return [];
    const id = customIdOf(action, edition);
    if (id === undefined) untellable++;
    if (id === undefined || ids.has(id)) return [];
    ids.add(id);
    return [{ action, id }];
  });
  const leadsOn = ({ action: { ask } }: Pressable) =>
    ask.command === answers?.command && (ask.options.from !== undefined || ask.options[POINTS] !== undefined);
  const others = told.filter((one) => !leadsOn(one) && one.action.shown !== "form");
  const asMenu = (outcome === "choose" && others.length + untellable > 1) || others.length > BUTTONS_IN_ROW;
  const buttons = asMenu ? told.filter((one) => !others.includes(one)) : told;
  const rows: Row[] = [];
  if (asMenu && others.length > 0) rows.push(menuOf(others, form?.title ?? "Choose"));
  for (let at = 0; at < buttons.length && at < 2 * BUTTONS_IN_ROW; at += BUTTONS_IN_ROW)
    rows.push({ type: ComponentType.ActionRow, components: buttons.slice(at, at + BUTTONS_IN_ROW).map(buttonOf) });
  return { rows, leftOut: asMenu ? untellable + Math.max(0, others.length - SELECT_OPTIONS) : 0 };
}

/** A button that opens a form, with as many of its values as fit in a button, the first fields first. */
function openerOf({ submit, values, where, fields }: Form): Action[] {
  let ask = submit.ask;
  for (const { name } of [...fields, ...(where ? [where] : [])]) {
    const value = values[name] ?? "";
    const more = { ...ask, options: { ...ask.options, [name]: value } };
    if (value !== "" && fitsToken(more)) ask = more;
  }
  return fitsToken(ask) ? [{ label: "Open the form", ask, shown: "form" }] : [];
}

type Pressable = { readonly action: Action; readonly id: string };

function menuOf(all: readonly Pressable[], question: string): Row {
  const offered = all.slice(0, SELECT_OPTIONS);
  const placeholder = offered.length < all.length ? `${question} (the first ${SELECT_OPTIONS})` : question;
  const options = offered.map(({ action, id }) => ({ label: labelOf(action, OPTION_LABEL), value: id }));
  const menu = { custom_id: SELECT_ID, placeholder: shorten(placeholder, PLACEHOLDER), options };
  return { type: ComponentType.ActionRow, components: [{ type: ComponentType.StringSelect, ...menu }] };
}

function buttonOf({ action, id }: Pressable): APIButtonComponent {
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label: labelOf(action, BUTTON_LABEL),
    custom_id: id,
  };
}

/** Discord shows labels as plain text, and refuses one without visible characters. */
function labelOf({ label, ask }: Action, most: number): string {
  return /[^\s\p{C}\p{Z}\p{M}]/u.test(label) ? shorten(label, most) : shorten(ask.command, most);
}
