import type { DomDocument, DomElement } from "./dom.ts";

const UNSEEN =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0|(?:text-indent|left|top|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01]/i;
const MOST_RULES = 2_000;

/** Takes out what a page holds and its readers do not see; how many parts that had words. */
export function removeHidden(document: DomDocument): number {
  const body = document.body;
  if (!body) return 0;
  const whole = lengthOf(body);
  let removed = 0;
  const remove = (element: DomElement) => {
    // What hides most of a page hides it until a script runs.
    if (element === body || lengthOf(element) > whole / 2) return;
    if (/\S/.test(element.textContent ?? "")) removed += 1;
    element.remove();
  };
  for (const element of [...document.querySelectorAll("[style]")])
    if (UNSEEN.test(element.getAttribute("style") ?? "")) remove(element);
  for (const element of [
    ...document.querySelectorAll(
      '[hidden], [aria-hidden="true"], dialog:not([open]), .sr-only, .visually-hidden, .screen-reader-text',
    ),
  ])
    remove(element);
  for (const selector of hidingSelectors(document)) {
    try {
      for (const element of [...document.querySelectorAll(selector)]) remove(element);
    } catch {
      // A selector that is not understood hides nothing.
    }
  }
  return removed;
}

/** Selectors of the page's own plain rules that hide; those for some screens only are passed over. */
function hidingSelectors(document: DomDocument): string[] {
  const css = [...document.querySelectorAll("style")]
    .map((style) => style.textContent ?? "")
    .join("\n")
    .slice(0, 500_000);
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "");
  const rules = [...plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)].slice(0, MOST_RULES);
  return rules
    .filter(([, , rule = ""]) => UNSEEN.test(rule))
    .map(([, selector = ""]) => selector.trim())
    .filter((selector) => /^[\w.#\s,>-]+$/.test(selector));
}

function lengthOf(element: DomElement): number {
  return (element.textContent ?? "").length;
}
