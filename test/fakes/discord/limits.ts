/**
 * Discord's own limits as published, checked on whatever arrives: what a message, a response or a definition breaks, in
 * words. Kept apart from the adapter's table on purpose.
 */
type Json = { readonly [name: string]: unknown };

const V2 = 1 << 15;
const EPHEMERAL = 1 << 6;
const SUPPRESS_EMBEDS = 1 << 2;
const SUPPRESS_NOTIFICATIONS = 1 << 12;

const MESSAGE_KEYS = [
  "content",
  "embeds",
  "flags",
  "components",
  "allowed_mentions",
  "nonce",
  "enforce_nonce",
  "tts",
  "message_reference",
];

/** `where`: what the flags may be there. */
export function illegalMessage(body: unknown, where: "response" | "edit" | "post"): string[] {
  if (!isObject(body)) return ["the message is no object"];
  const found: string[] = [];
  for (const key of Object.keys(body)) if (!MESSAGE_KEYS.includes(key)) found.push(`unknown field ${key}`);
  const flags = Number(body.flags ?? 0);
  const allowed = {
    response: V2 | EPHEMERAL | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS,
    edit: V2 | SUPPRESS_EMBEDS,
    post: V2 | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS,
  }[where];
  if ((flags & ~allowed) !== 0) found.push(`flags ${flags} are not for a ${where}`);
  const mentions = body.allowed_mentions;
  if (
    !isObject(mentions) ||
    !Array.isArray(mentions.parse) ||
    mentions.parse.length > 0 ||
    mentions.users ||
    mentions.roles ||
    mentions.replied_user === true ||
    (body.message_reference !== undefined && mentions.replied_user !== false)
  )
    found.push("allowed_mentions lets someone be pinged");
  if (body.message_reference !== undefined && where !== "post") found.push("message_reference");
  if (!wellFormed(body)) found.push("half a surrogate pair");
  if (body.nonce !== undefined && (where !== "post" || String(body.nonce).length > 25)) found.push("nonce");
  const components = body.components === undefined ? [] : body.components;
  if (!Array.isArray(components)) return [...found, "components are no list"];
  if ((flags & V2) !== 0) return [...found, ...illegalV2(body, components)];
  const content = body.content;
  if (typeof content !== "string" || content.trim() === "") found.push("an empty message");
  else if (content.length > 2_000) found.push(`content of ${content.length} characters`);
  if (components.length > 5) found.push(`${components.length} action rows`);
  for (const row of components)
    found.push(...(isObject(row) && row.type === 1 ? illegalRow(row) : ["no action row at the top"]));
  return [...found, ...illegalIds(components)];
}

function illegalV2(body: Json, components: readonly unknown[]): string[] {
  const found: string[] = [];
  for (const key of ["content", "embeds"]) if (body[key] !== undefined) found.push(`${key} beside Components V2`);
  if (components.length === 0) found.push("no components");
  for (const one of components) found.push(...illegalPart(one, "top"));
  const all = nested(components);
  if (all.length > 40) found.push(`${all.length} components`);
  const texts = all.flatMap(({ type, content }) => (type === 10 && typeof content === "string" ? [content] : []));
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const bytes = texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length + 12, 0);
  if (characters > 4_000) found.push(`${characters} characters in all texts`);
  if (bytes > 10_170) found.push(`${bytes} bytes in all texts`);
  return [...found, ...illegalIds(components)];
}

function illegalPart(part: unknown, where: "top" | "container"): string[] {
  if (!isObject(part)) return ["a component is no object"];
  switch (part.type) {
    case 1:
      return illegalRow(part);
    case 10: {
      const { content } = part;
      if (typeof content !== "string" || content.trim() === "") return ["an empty text"];
      return content.length > 4_000 ? [`a text of ${content.length} characters`] : [];
    }
    case 14:
      return part.spacing === undefined || part.spacing === 1 || part.spacing === 2 ? [] : ["spacing"];
    case 17: {
      if (where === "container") return ["a container in a container"];
      const { components, accent_color: accent } = part;
      const found = accent === undefined || (Number(accent) >= 0 && Number(accent) <= 0xffffff) ? [] : ["accent_color"];
      if (!Array.isArray(components) || components.length === 0) return [...found, "an empty container"];
      return [...found, ...components.flatMap((one) => illegalPart(one, "container"))];
    }
    default:
      return [`component type ${part.type} in ${where}`];
  }
}

function illegalRow({ components, ...more }: Json): string[] {
  const extra = Object.keys(more).filter((key) => key !== "type" && key !== "id");
  const found = extra.map((key) => `unknown field ${key} of a row`);
  if (!Array.isArray(components) || components.length === 0) return [...found, "an empty action row"];
  const kinds = components.map((one) => (isObject(one) ? one.type : undefined));
  if (kinds.every((kind) => kind === 2)) {
    if (components.length > 5) found.push(`${components.length} buttons in a row`);
  } else if (!(kinds.length === 1 && kinds[0] === 3)) found.push("a row of mixed components");
  return [
    ...found,
    ...components.filter(isObject).flatMap((one) => (one.type === 3 ? illegalSelect(one) : illegalButton(one))),
  ];
}

function illegalButton({ label, custom_id: id, style, url }: Json): string[] {
  const found: string[] = [];
  if (typeof label !== "string" || blank(label) || label.length > 80) found.push("a button's label");
  if (style === 5) {
    if (typeof url !== "string" || url.length > 512 || id !== undefined) found.push("a button's address");
  } else if (!(typeof style === "number" && style >= 1 && style <= 4)) found.push("a button's style");
  else if (typeof id !== "string" || id.length < 1 || id.length > 100) found.push("a button's custom_id");
  return found;
}

function illegalSelect({ custom_id: id, options, placeholder }: Json): string[] {
  const found: string[] = [];
  if (typeof id !== "string" || id.length < 1 || id.length > 100) found.push("a menu's custom_id");
  if (placeholder !== undefined && (typeof placeholder !== "string" || placeholder.length > 150))
    found.push("a placeholder");
  if (!Array.isArray(options) || options.length < 1 || options.length > 25) return [...found, "options of a menu"];
  const values = new Set<unknown>();
  for (const option of options) {
    if (!isObject(option)) return [...found, "an option is no object"];
    const { label, value } = option;
    if (typeof label !== "string" || blank(label) || label.length > 100) found.push("an option's label");
    if (typeof value !== "string" || value.length < 1 || value.length > 100) found.push("an option's value");
    if (values.has(value)) found.push("an option's value twice");
    values.add(value);
  }
  return found;
}

function illegalIds(components: readonly unknown[]): string[] {
  const ids = nested(components).flatMap(({ custom_id: id }) => (id === undefined ? [] : [id]));
  return new Set(ids).size === ids.length ? [] : ["a custom_id twice"];
}

/** The body of an interaction's callback. */
export function illegalResponse(body: unknown): string[] {
  if (!isObject(body)) return ["the response is no object"];
  const { type, data } = body;
  if (type === 4) return illegalMessage(data, "response");
  if (type === 5) {
    if (data === undefined) return [];
    return isObject(data) && Object.keys(data).join() === "flags" && (data.flags === EPHEMERAL || data.flags === 0)
      ? []
      : ["a deferral's data"];
  }
  if (type === 9) return illegalModal(data);
  if (type !== 8) return [`a response of type ${type}`];
  if (!isObject(data) || !Array.isArray(data.choices) || data.choices.length > 25) return ["choices"];
  return data.choices.flatMap((choice): string[] => {
    if (!isObject(choice)) return ["a choice is no object"];
    const { name, value } = choice;
    return [
      ...(typeof name === "string" && name.length >= 1 && name.length <= 100 ? [] : ["a choice's name"]),
      ...(typeof value === "string" && value.length >= 1 && value.length <= 100 ? [] : ["a choice's value"]),
    ];
  });
}

/** A form: a title and up to five components, each field in a label of its own. */
function illegalModal(data: unknown): string[] {
  if (!isObject(data)) return ["a modal is no object"];
  const { custom_id: id, title, components, ...more } = data;
  const found = Object.keys(more).map((key) => `unknown field ${key} of a modal`);
  if (typeof id !== "string" || id.length < 1 || id.length > 100) found.push("a modal's custom_id");
  if (typeof title !== "string" || blank(title) || title.length > 45) found.push("a modal's title");
  if (!Array.isArray(components) || components.length < 1 || components.length > 5)
    return [...found, "components of a modal"];
  if (!wellFormed(data)) found.push("half a surrogate pair");
  const fields = components.filter(isObject).map(({ component }) => (isObject(component) ? component.custom_id : {}));
  if (new Set(fields).size < fields.length) found.push("a custom_id twice in a modal");
  return [...found, ...components.flatMap((one) => (isObject(one) ? illegalModalPart(one) : ["no component"]))];
}

function illegalModalPart({ type, content, label, description, component }: Json): string[] {
  if (type === 10) return typeof content === "string" && !blank(content) ? [] : ["an empty text in a modal"];
  if (type !== 18) return [`component type ${type} in a modal`];
  const found: string[] = [];
  if (typeof label !== "string" || blank(label) || label.length > 45) found.push("a label");
  if (description !== undefined && String(description).length > 100) found.push("a label's description");
  if (!isObject(component)) return [...found, "a label without a component"];
  if (component.type === 3) return [...found, ...illegalSelect(component), ...illegalCounts(component)];
  if (component.type === 8) return [...found, ...illegalChannelSelect(component)];
  if (component.type !== 4) return [...found, `a label with a component of type ${component.type}`];
  if (component.placeholder !== undefined && String(component.placeholder).length > 100) found.push("a placeholder");
  const { custom_id: id, style, max_length: most = 4_000, value = "", label: old } = component;
  if (typeof id !== "string" || id.length < 1 || id.length > 100) found.push("a text input's custom_id");
  if (style !== 1 && style !== 2) found.push("a text input's style");
  if (old !== undefined) found.push("a text input in a label has a label of its own");
  if (!(Number(most) >= 1 && Number(most) <= 4_000)) found.push("a text input's max_length");
  if (String(value).length > Number(most)) found.push("a text input's value");
  return found;
}

/** How many of a menu may be chosen, and how many are from the start. */
function illegalCounts({ options, min_values: least = 1, max_values: most = 1, required }: Json): string[] {
  const count = Array.isArray(options) ? options.length : 0;
  const chosen = Array.isArray(options) ? options.filter((one) => isObject(one) && one.default === true).length : 0;
  const found: string[] = [];
  if (!(Number(least) >= 0 && Number(most) >= 1 && Number(most) <= count)) found.push("counts of a menu");
  if (required !== undefined && typeof required !== "boolean") found.push("required");
  if (required === true && least === 0) found.push("a required menu of which nothing need be chosen");
  return chosen > Number(most) ? [...found, `${chosen} defaults of a menu`] : found;
}

function illegalChannelSelect({ custom_id: id, channel_types: types, default_values: values = [], ...more }: Json) {
  const extra = Object.keys(more).filter((key) => !["type", "id", "required", "placeholder"].includes(key));
  const found = extra.map((key) => `unknown field ${key} of a channel select`);
  if (typeof id !== "string" || id.length < 1 || id.length > 100) found.push("a channel select's custom_id");
  if (types !== undefined && !(Array.isArray(types) && types.every((type) => Number.isInteger(type))))
    found.push("channel_types");
  const legal = (one: unknown) => isObject(one) && /^\d+$/.test(String(one.id)) && one.type === "channel";
  if (!Array.isArray(values) || values.length > 1 || !values.every(legal)) found.push("default_values");
  return found;
}

/** Every component of a message, nested ones too; options of a menu are none. */
export function nested(components: readonly unknown[]): Json[] {
  return components
    .filter(isObject)
    .flatMap((one) => [one, ...(Array.isArray(one.components) ? nested(one.components) : [])]);
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function blank(text: string): boolean {
  return text.trim() === "";
}

function wellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inside]) => key.isWellFormed() && wellFormed(inside));
}
