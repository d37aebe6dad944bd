/**
 * What Slack's documentation says of blocks and views, written down a second time for the tests: nothing here may come
 * from the adapter's own table. https://docs.slack.dev/reference/block-kit
 */
const MOST = { message: 50, modal: 100, home: 100 } as const;

export type Surface = keyof typeof MOST;

/** Everything that Slack would refuse of these blocks, as `/0/text: what`. */
export function faultsIn(blocks: unknown, surface: Surface): string[] {
  if (!Array.isArray(blocks)) return ["/: blocks are no list"];
  const faults = blocks.length > MOST[surface] ? [`/: ${blocks.length} blocks, ${MOST[surface]} allowed`] : [];
  if (blocks.length === 0) faults.push("/: no blocks");
  for (const [index, block] of blocks.entries()) faults.push(...faultsInBlock(block, `/${index}`, surface));
  const actionIds = blocks.flatMap((block) => (block?.type === "actions" ? [block.elements] : []));
  for (const elements of actionIds) {
    const ids = elements.map(({ action_id }: { action_id: string }) => action_id);
    if (new Set(ids).size < ids.length) faults.push("/: an action_id stands twice in one block");
  }
  return faults;
}

/** Everything that Slack would refuse of a modal or an App Home. */
export function faultsInView(view: unknown): string[] {
  if (!isObject(view)) return ["/view: no object"];
  const faults: string[] = [];
  if (view.type === "modal") {
    only(view, ["type", "title", "blocks", "close", "submit", "private_metadata", "callback_id"], "/view", faults);
    for (const name of ["title", "close", "submit"])
      if (view[name] !== undefined || name === "title") plainText(view[name], 24, `/view/${name}`, faults);
    if (typeof view.private_metadata === "string" && view.private_metadata.length > 3_000)
      faults.push("/view: metadata");
    const hasInput =
      Array.isArray(view.blocks) && view.blocks.some((block) => isObject(block) && block.type === "input");
    if (hasInput && view.submit === undefined) faults.push("/view: an input without submit");
    faults.push(...faultsIn(view.blocks, "modal"));
  } else if (view.type === "home") {
    only(view, ["type", "blocks", "private_metadata", "callback_id"], "/view", faults);
    faults.push(...faultsIn(view.blocks, "home"));
  } else faults.push("/view: no such type");
  if (Buffer.byteLength(JSON.stringify(view)) > 250_000) faults.push("/view: over 250 kB");
  return faults;
}

type Thing = Record<string, unknown>;
type Check = (block: Thing, at: string, faults: string[], surface: Surface) => void;

const BLOCKS: Readonly<Record<string, Check>> = {
  header(block, at, faults) {
    only(block, ["type", "text", "block_id"], at, faults);
    plainText(block.text, 150, `${at}/text`, faults);
  },
  divider(block, at, faults) {
    only(block, ["type", "block_id"], at, faults);
  },
  context(block, at, faults) {
    only(block, ["type", "elements", "block_id"], at, faults);
    for (const [index, element] of list(block.elements, 1, 10, `${at}/elements`, faults).entries()) {
      if (isObject(element) && element.type === "mrkdwn") {
        only(element, ["type", "text", "verbatim"], `${at}/${index}`, faults);
        words(element.text, 3_000, `${at}/${index}`, faults);
      } else plainText(element, 3_000, `${at}/${index}`, faults);
    }
  },
  rich_text(block, at, faults) {
    only(block, ["type", "elements", "block_id"], at, faults);
    for (const [index, part] of list(block.elements, 1, 1_000, at, faults).entries())
      richPart(part, `${at}/${index}`, faults);
  },
  actions(block, at, faults) {
    only(block, ["type", "elements", "block_id"], at, faults);
    for (const [index, element] of list(block.elements, 1, 25, at, faults).entries())
      interactive(element, `${at}/${index}`, faults, ["button", "static_select"]);
  },
  input(block, at, faults, surface) {
    if (surface === "message") faults.push(`${at}: an input in a message`);
    only(block, ["type", "block_id", "label", "element", "optional", "hint"], at, faults);
    plainText(block.label, 2_000, `${at}/label`, faults);
    interactive(block.element, `${at}/element`, faults, [
      "external_select",
      "static_select",
      "multi_static_select",
      "plain_text_input",
    ]);
  },
};

function faultsInBlock(block: unknown, at: string, surface: Surface): string[] {
  const faults: string[] = [];
  if (!isObject(block)) return [`${at}: no block`];
  const check = Object.hasOwn(BLOCKS, String(block.type)) ? BLOCKS[String(block.type)] : undefined;
  if (!check) return [`${at}: no such block as ${block.type}`];
  if (block.block_id !== undefined) words(block.block_id, 255, `${at}/block_id`, faults);
  check(block, at, faults, surface);
  return faults;
}

function richPart(part: unknown, at: string, faults: string[]): void {
  if (!isObject(part)) return void faults.push(`${at}: no part`);
  if (part.type === "rich_text_list") {
    only(part, ["type", "style", "elements", "indent", "border"], at, faults);
    if (part.style !== "bullet" && part.style !== "ordered") faults.push(`${at}: no such list style`);
    for (const [index, item] of list(part.elements, 1, 1_000, at, faults).entries()) {
      if (!isObject(item) || item.type !== "rich_text_section") faults.push(`${at}/${index}: no section in a list`);
      else richPart(item, `${at}/${index}`, faults);
    }
    return;
  }
  if (part.type !== "rich_text_section" && part.type !== "rich_text_quote")
    return void faults.push(`${at}: ${part.type}`);
  only(part, ["type", "elements", "border"], at, faults);
  for (const [index, element] of list(part.elements, 1, 1_000, at, faults).entries()) {
    const here = `${at}/${index}`;
    if (!isObject(element)) faults.push(`${here}: no element`);
    else if (element.type === "text") {
      only(element, ["type", "text", "style"], here, faults);
      words(element.text, 30_000, here, faults);
    } else if (element.type === "link") {
      only(element, ["type", "url", "text", "style", "unsafe"], here, faults);
      address(element.url, here, faults);
    } else if (!LIVE_ELEMENTS.includes(String(element.type)))
      faults.push(`${here}: no such element as ${element.type}`);
  }
}

const LIVE_ELEMENTS = ["user", "usergroup", "channel", "broadcast", "date", "emoji", "team", "color"];

function interactive(element: unknown, at: string, faults: string[], types: readonly string[]): void {
  if (!isObject(element)) return void faults.push(`${at}: no element`);
  if (!types.includes(String(element.type))) faults.push(`${at}: ${element.type} does not stand here`);
  words(element.action_id, 255, `${at}/action_id`, faults);
  if (element.type === "button") {
    only(element, ["type", "action_id", "text", "value", "url", "style", "accessibility_label"], at, faults);
    plainText(element.text, 75, `${at}/text`, faults);
    if (element.value !== undefined) words(element.value, 2_000, `${at}/value`, faults);
    if (element.url !== undefined) address(element.url, at, faults);
    return;
  }
  if (element.placeholder !== undefined) plainText(element.placeholder, 150, `${at}/placeholder`, faults);
  if (element.type === "external_select") {
    if (element.initial_option !== undefined) faults.push(...faultsInOption(element.initial_option, `${at}/initial`));
    return;
  }
  if (element.type === "plain_text_input") {
    only(
      element,
      ["type", "action_id", "initial_value", "multiline", "min_length", "max_length", "placeholder"],
      at,
      faults,
    );
    if (Number(element.max_length ?? 1) > 3_000) faults.push(`${at}/max_length over 3,000`);
    if (String(element.initial_value ?? "").length > Number(element.max_length ?? 3_000)) faults.push(`${at}/initial`);
    return;
  }
  const initial = [element.initial_option ?? [], element.initial_options ?? []].flat();
  for (const option of initial)
    if (!JSON.stringify(element.options ?? []).includes(JSON.stringify(option)))
      faults.push(`${at}/initial: no option`);
  for (const [index, option] of list(element.options, 1, 100, `${at}/options`, faults).entries())
    faults.push(...faultsInOption(option, `${at}/options/${index}`));
}

/** Everything that Slack would refuse of an option of a menu. */
export function faultsInOption(option: unknown, at: string): string[] {
  const faults: string[] = [];
  if (!isObject(option)) return [`${at}: no option`];
  only(option, ["text", "value", "description"], at, faults);
  plainText(option.text, 75, `${at}/text`, faults);
  words(option.value, 75, `${at}/value`, faults);
  return faults;
}

function plainText(text: unknown, most: number, at: string, faults: string[]): void {
  if (!isObject(text) || text.type !== "plain_text") return void faults.push(`${at}: no plain_text`);
  only(text, ["type", "text", "emoji"], at, faults);
  words(text.text, most, at, faults);
}

function words(text: unknown, most: number, at: string, faults: string[]): void {
  if (typeof text !== "string" || text.length === 0) faults.push(`${at}: no text`);
  else if (text.length > most) faults.push(`${at}: ${text.length} characters, ${most} allowed`);
  else if (!text.isWellFormed()) faults.push(`${at}: half a surrogate pair`);
}

function address(url: unknown, at: string, faults: string[]): void {
  words(url, 3_000, at, faults);
  if (!/^https?:\/\//.test(String(url))) faults.push(`${at}: no http address`);
}

function list(value: unknown, least: number, most: number, at: string, faults: string[]): readonly unknown[] {
  if (!Array.isArray(value)) {
    faults.push(`${at}: no list`);
    return [];
  }
  if (value.length < least || value.length > most) faults.push(`${at}: ${value.length} elements`);
  return value;
}

function only(thing: Thing, keys: readonly string[], at: string, faults: string[]): void {
  for (const key of Object.keys(thing)) if (!keys.includes(key)) faults.push(`${at}: no such field as ${key}`);
}

function isObject(value: unknown): value is Thing {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
