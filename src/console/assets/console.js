// @ts-check
import { announce, openDialog, openPanel } from "./reading.js";
import { suggestOn } from "./suggestions.js";

/** Everything works without this script; with it, an answer comes without a page load. */
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
    // A jump within the same page, like the skip link's, asks nothing.
    if (location.search !== shown) void show(new URL(location.href), false);
  });
}

const review = document.querySelector("#review:has(form[data-review])");
if (review instanceof HTMLElement) void import("./review.js").then(({ reviewOn }) => reviewOn(review));

const maker = document.querySelector(".maker");
if (maker instanceof HTMLElement) void import("./footnote.js").then(({ footnotesOn }) => footnotesOn(maker));

/** Follows a link within the page if it is an ask, the quotes or a note. @param {MouseEvent} event */
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

/** The address that a form leads to, without its empty fields. @param {HTMLFormElement} form */
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
 * Shows the answer at an address in the page. False: it could not be loaded or shown here.
 * @param {URL} url
 * @param {boolean} isNew whether to add it to the history; a step back or forward is there already
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
    if (!response.ok || !(answer instanceof HTMLElement) || !region) throw new Error("no response");
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
