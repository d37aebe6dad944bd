// @ts-check
import { announce, openDialog, openPanel } from "./reading.js";
import { suggestOn } from "./suggestions.js";

/** Everything here works without this script; with it, an answer comes without a new page. */
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#ask"));
const input = /** @type {HTMLInputElement | null} */ (document.querySelector("#words"));

if (form && input) {
  const close = suggestOn(input, () => form.requestSubmit());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    void ask(addressOf(form));
  });
  document.addEventListener("submit", (event) => {
    const other = event.target;
    if (event.defaultPrevented || !(other instanceof HTMLFormElement) || other.method !== "get") return;
    event.preventDefault();
    void ask(addressOf(other));
  });
  document.addEventListener("click", follow);
  window.addEventListener("popstate", () => {
    // A step to another place of the same page, as the link past the field makes one, asks nothing.
    if (location.search !== shown) void show(new URL(location.href), false);
  });
}

/** Follows a link in the page where that is meant: an ask, the quotes, a note. @param {MouseEvent} event */
function follow(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.origin !== location.origin) return;
  const url = new URL(link.href);
  if (link.matches("#answer .ask")) {
    event.preventDefault();
    void ask(url);
  } else if (link.matches("#answer .opens")) {
    event.preventDefault();
    void openDialog(url).catch(() => location.assign(url));
  } else if (link.matches("#answer .note") && matchMedia("(min-width: 64rem)").matches) {
    event.preventDefault();
    void openPanel(link).catch(() => location.assign(url));
  }
}

/** The address that a form leads to; fields left empty are left out. @param {HTMLFormElement} form */
function addressOf(form) {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim() !== "") url.searchParams.set(name, value);
  }
  return url;
}

/** @param {URL} url */
async function ask(url) {
  if (await show(url, true)) return;
  location.assign(url);
}

let latest = 0;
let shown = location.search;

/**
 * Puts the answer of an address in the page. False: it could not be had, or not be shown here.
 * @param {URL} url
 * @param {boolean} isNew whether it becomes a step in the history; a step back or forward is one already
 */
async function show(url, isNew) {
  const turn = ++latest;
  const region = document.querySelector("#answer");
  region?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(`/answer${url.search}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const answer = page.querySelector("#answer");
    if (turn !== latest) return true;
    if (!response.ok || !(answer instanceof HTMLElement) || !region) throw new Error("no answer came");
    if (isNew) history.pushState(null, "", url);
    place(answer, region, url, isNew);
    return true;
  } catch {
    if (turn !== latest) return true;
    region?.removeAttribute("aria-busy");
    if (!isNew) location.reload();
    return false;
  }
}

/**
 * @param {HTMLElement} answer
 * @param {Element} region
 * @param {URL} url
 * @param {boolean} isNew
 */
function place(answer, region, url, isNew) {
  region.replaceWith(document.adoptNode(answer));
  shown = url.search;
  document.title = `${answer.dataset.title} · Nutgraf`;
  if (input) input.value = answer.dataset.typed ?? url.searchParams.get("ask") ?? "";
  announce(answer.dataset.said ?? "");
  if (!isNew) return;
  answer.querySelector("h1")?.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}
