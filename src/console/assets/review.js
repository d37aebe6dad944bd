// @ts-check
import { announce } from "./reading.js";

/**
 * Everything works without this script. With it, a wording is checked while it is typed, words can be selected in their
 * source, and ticked boxes are remembered for the next visit.
 * @param {HTMLElement} page
 */
export function reviewOn(page) {
  const form = /** @type {HTMLFormElement} */ (page.querySelector("form[data-review]"));
  const topic = page.dataset.topic ?? "";
  const boxes = () => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[name=seen]")]);
  remember(form, topic, boxes());
  const tell = () => {
    const all = boxes();
    const seen = all.filter((box) => box.checked);
    const words = `${seen.length} of ${all.length} looked at`;
    const told = form.querySelector("[data-progress]");
    if (told && told.textContent !== words) told.textContent = words;
    const bar = form.querySelector("[data-bar]");
    if (bar instanceof HTMLProgressElement) bar.value = seen.length;
    const next = all.findIndex((box) => !box.checked) + 1;
    form.querySelector("[data-left]")?.toggleAttribute("hidden", next === 0);
    const link = form.querySelector("[data-next]");
    if (!(link instanceof HTMLAnchorElement)) return;
    link.hash = all[next - 1]?.closest(".card")?.id ?? "";
    link.textContent = `Next: statement ${next}`;
  };
  tell();
  form.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.name !== "seen") return;
    keep(topic, boxes());
    tell();
  });
  /** @type {Map<string, number>} */
  const waiting = new Map();
  form.addEventListener("input", (event) => {
    const card = event.target instanceof Element ? event.target.closest(".card") : null;
    if (
      !(card instanceof HTMLElement) ||
      (event.target instanceof HTMLInputElement && event.target.type === "checkbox")
    )
      return;
    const box = card.querySelector("input[name=seen]");
    // Changed words must be reviewed again.
    if (box instanceof HTMLInputElement && box.checked) {
      box.checked = false;
      tell();
    }
    const id = card.dataset.id ?? "";
    clearTimeout(waiting.get(id));
    waiting.set(
      id,
      setTimeout(() => void check(form, card), 500),
    );
  });
  form.addEventListener(
    "toggle",
    (event) => {
      const choice = event.target;
      if (choice instanceof HTMLDetailsElement && choice.open && choice.matches(".choice")) void offer(choice);
    },
    true,
  );
  for (const open of form.querySelectorAll(".choice[open]")) if (open instanceof HTMLDetailsElement) void offer(open);
}

/**
 * Ticks what was ticked in this browser before, and fills in the name.
 * @param {HTMLFormElement} form
 * @param {string} topic
 * @param {HTMLInputElement[]} boxes
 */
function remember(form, topic, boxes) {
  const by = form.querySelector("#by");
  try {
    const ids = new Set(JSON.parse(localStorage.getItem(`review ${topic}`) ?? "[]"));
    for (const box of boxes) if (ids.has(box.value) && !box.disabled) box.checked = true;
    if (by instanceof HTMLInputElement) {
      if (by.value === "") by.value = localStorage.getItem("review by") ?? "";
      by.addEventListener("change", () => localStorage.setItem("review by", by.value));
    }
    keep(topic, boxes);
  } catch {
    // The browser may block storage.
  }
}

/** @param {string} topic @param {HTMLInputElement[]} boxes */
function keep(topic, boxes) {
  try {
    const ids = boxes.filter((box) => box.checked).map((box) => box.value);
    localStorage.setItem(`review ${topic}`, JSON.stringify(ids));
  } catch {
    // The browser may block storage.
  }
}

/** @type {WeakMap<HTMLElement, number>} */
const turns = new WeakMap();

/** Checks a card's words as typed. @param {HTMLFormElement} form @param {HTMLElement} card */
async function check(form, card) {
  const turn = (turns.get(card) ?? 0) + 1;
  turns.set(card, turn);
  const id = card.dataset.id ?? "";
  const fields = new URLSearchParams({ do: `check ${id}` });
  for (const field of card.querySelectorAll("textarea, input"))
    if ((field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && field.name !== "seen")
      fields.append(field.name, field.value);
  const region = card.querySelector("[data-check]");
  if (!region) return;
  const response = await fetch(`${form.action}/check`, { method: "POST", body: fields }).catch(() => undefined);
  if (turns.get(card) !== turn) return;
  if (!response?.ok) {
    region.textContent = "Not saved yet, and it could not be checked just now: use “Check and save”.";
    return;
  }
  const told = new DOMParser().parseFromString(await response.text(), "text/html");
  region.replaceChildren(...[...told.body.childNodes].map((node) => document.adoptNode(node)));
}

/** Shows a source's words, to select some. @param {HTMLDetailsElement} choice */
async function offer(choice) {
  const region = choice.querySelector("[data-words]");
  const source = choice.querySelector("[data-source]");
  const quote = choice.querySelector("[data-quote]");
  if (
    !(region instanceof HTMLElement) ||
    !(source instanceof HTMLInputElement) ||
    !(quote instanceof HTMLTextAreaElement)
  )
    return;
  const show = () => void fill(region, source.value.trim(), choice.dataset.at ?? "", quote);
  if (!choice.dataset.offered) {
    choice.dataset.offered = "yes";
    source.addEventListener("change", show);
  }
  show();
}

/** @param {HTMLElement} region @param {string} source @param {string} at @param {HTMLTextAreaElement} quote */
async function fill(region, source, at, quote) {
  if (source === "") return region.replaceChildren();
  const response = await fetch(`/sources/${encodeURIComponent(source)}/panel${at === "" ? "" : `?at=${at}`}`);
  const page = response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : undefined;
  const text = page?.querySelector(".text");
  if (!(text instanceof HTMLElement)) {
    region.textContent = `There is no source “${source}”.`;
    return;
  }
  for (const one of text.querySelectorAll("[id]")) one.removeAttribute("id");
  for (const one of text.querySelectorAll("mark")) one.removeAttribute("tabindex");
  const words = document.adoptNode(text);
  words.classList.add("choose");
  words.tabIndex = 0;
  words.setAttribute("role", "group");
  words.setAttribute("aria-label", "The source: choose words with the arrow keys, Shift for several; Enter uses them");
  const use = document.createElement("button");
  use.type = "button";
  use.textContent = "Use these words";
  const how = document.createElement("p");
  how.className = "how";
  how.textContent =
    "Select words with the mouse; or Tab into the text, then the arrow keys, with Shift for several, and Enter.";
  const take = () => {
    const chosen = wordsIn(words);
    if (chosen === "") {
      announce("Select words in the source first.");
      how.textContent = "Select words in the source first.";
      return;
    }
    quote.value = chosen;
    quote.dispatchEvent(new Event("input", { bubbles: true }));
    announce(`Quoted words: ${chosen}`);
    quote.focus();
  };
  // Pressing the button would otherwise clear the selection.
  use.addEventListener("mousedown", (event) => event.preventDefault());
  use.addEventListener("click", take);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      take();
    } else if (choose(words, event)) event.preventDefault();
  });
  region.replaceChildren(how, words, use);
  const mark = words.querySelector("mark");
  if (mark instanceof HTMLElement) words.scrollTop = mark.offsetTop - words.offsetTop - 40;
}

/** The selected words, if they are all in this text. @param {HTMLElement} text */
function wordsIn(text) {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0) return "";
  const { commonAncestorContainer } = selection.getRangeAt(0);
  return text.contains(commonAncestorContainer) ? selection.toString().replace(/\s+/g, " ").trim() : "";
}

const KEYS = new Map([
  ["ArrowRight", /** @type {const} */ (["forward", "word"])],
  ["ArrowLeft", /** @type {const} */ (["backward", "word"])],
  ["ArrowDown", /** @type {const} */ (["forward", "line"])],
  ["ArrowUp", /** @type {const} */ (["backward", "line"])],
]);

/**
 * Moves the selected word or, with Shift, the end of the selection.
 * @param {HTMLElement} text
 * @param {KeyboardEvent} event
 */
function choose(text, event) {
  const way = KEYS.get(event.key);
  const selection = getSelection();
  if (!way || !selection || event.ctrlKey || event.metaKey || event.altKey) return false;
  const [direction, unit] = way;
  if (!selection.anchorNode || !text.contains(selection.anchorNode)) {
    const first = text.querySelector("mark") ?? text.querySelector("p") ?? text;
    selection.collapse(first, 0);
    selection.modify("extend", "forward", "word");
  } else if (event.shiftKey) selection.modify("extend", direction, unit);
  else {
    if (direction === "forward") selection.collapseToEnd();
    else selection.collapseToStart();
    selection.modify("move", direction, unit);
    // After a move forward the caret is behind the word, so it goes back to its start.
    if (direction === "forward" && unit === "word") selection.modify("move", "backward", "word");
    selection.modify("extend", "forward", "word");
  }
  const { anchorNode, focusNode } = selection;
  if (!text.contains(anchorNode) || !text.contains(focusNode)) selection.selectAllChildren(text);
  focusNode?.parentElement?.scrollIntoView({ block: "nearest" });
  return true;
}
