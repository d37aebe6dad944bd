// @ts-check
/** @typedef {{ text: string, label: string, detail: string, done: boolean }} Suggestion */

const PAUSE_MS = 80;

/**
 * Suggests while people type: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ with a list; focus stays in the field.
 * @param {HTMLInputElement} input
 * @param {() => void} submit
 * @returns {() => void} closes the list
 */
export function suggestOn(input, submit) {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  /** @type {readonly Suggestion[]} */
  let offered = [];
  let at = -1;
  let turn = 0;
  let timer = 0;

  const close = () => {
    turn += 1;
    clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    point(-1);
  };

  /** @param {number} index */
  const point = (index) => {
    at = index;
    for (const [number, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(number === at));
      if (number === at) option.scrollIntoView({ block: "nearest" });
    }
    if (at === -1) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `suggestion-${at}`);
  };

  /** @param {number} index */
  const take = (index) => {
    const chosen = offered[index];
    if (!chosen) return;
    input.value = chosen.text;
    close();
    if (chosen.done) submit();
    else void open();
  };

  const open = async () => {
    const mine = ++turn;
    const from = /** @type {HTMLInputElement | null} */ (document.querySelector("#from"));
    const query = new URLSearchParams({ ask: input.value, from: from?.value ?? "" });
    const response = await fetch(`/suggest?${query}`).catch(() => undefined);
    if (mine !== turn || !response?.ok) return;
    const suggestions = await response.json();
    if (mine !== turn) return;
    offered = suggestions;
    list.replaceChildren(...offered.map((suggestion, index) => optionFor(suggestion, index)));
    list.hidden = offered.length === 0;
    input.setAttribute("aria-expanded", String(offered.length > 0));
    point(-1);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(open, PAUSE_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) void open();
      else if (key === "ArrowDown") point(at + 1 >= offered.length ? -1 : at + 1);
      else point(at === -1 ? offered.length - 1 : at - 1);
    } else if (key === "Escape") {
      event.preventDefault();
      if (isOpen) close();
      else input.value = "";
    } else if (key === "Enter" && isOpen && at !== -1) {
      event.preventDefault();
      take(at);
    }
  });
  // The field must keep its focus, or the list would close before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (option) take([...list.children].indexOf(option));
  });
  return close;
}

/** @param {Suggestion} suggestion @param {number} index */
function optionFor({ label, detail }, index) {
  const option = document.createElement("li");
  option.id = `suggestion-${index}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const more = document.createElement("small");
  more.textContent = detail;
  option.append(label, " ", more);
  return option;
}
