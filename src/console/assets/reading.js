// @ts-check

/** Announces something to screen readers. @param {string} words */
export function announce(words) {
  const said = document.querySelector("#said");
  if (said) said.textContent = words;
}

/** Opens the quotes of an answer over the page. Focus returns by itself to what opened them. @param {URL} url */
export async function openDialog(url) {
  url.searchParams.set("in", "dialog");
  const quotes = await part(`/answer${url.search}`, "article");
  const dialog = document.createElement("dialog");
  const heading = quotes.querySelector("h2");
  if (heading) {
    heading.id = "dialog-heading";
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  dialog.append(
    closer("Close", () => dialog.close()),
    quotes,
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && isOutside(dialog, event)) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  heading?.focus();
}

/** Shows a note's source beside the answer, at the quoted words. @param {HTMLAnchorElement} link */
export async function openPanel(link) {
  const url = new URL(link.href);
  const panel = await part(`${url.pathname}/panel${url.search}`, "section");
  const side = sideOf(link);
  const before = side.querySelector(".panel") ? [] : [...side.children];
  for (const child of before) child.setAttribute("hidden", "");
  side.querySelector(".panel")?.remove();
  for (const other of document.querySelectorAll(".note[aria-current]")) other.removeAttribute("aria-current");
  for (const same of document.querySelectorAll(`.note[href="${CSS.escape(link.getAttribute("href") ?? "")}"]`)) {
    same.setAttribute("aria-current", "true");
  }
  const close = () => {
    panel.remove();
    for (const child of side.children) child.removeAttribute("hidden");
    for (const other of document.querySelectorAll(".note[aria-current]")) other.removeAttribute("aria-current");
    link.focus();
  };
  panel.prepend(closer("Close the source", close));
  panel.addEventListener("keydown", (event) => {
    if (event instanceof KeyboardEvent && event.key === "Escape") close();
  });
  side.append(panel);
  const text = panel.querySelector(".text");
  const quote = panel.querySelector("#quote");
  if (text instanceof HTMLElement) {
    // It scrolls, so it must be reachable by keyboard.
    text.tabIndex = 0;
    text.setAttribute("role", "region");
    text.setAttribute("aria-label", "Text of the source");
    if (quote instanceof HTMLElement) text.scrollTop = quote.offsetTop - text.offsetTop - text.clientHeight / 4;
  }
  panel.querySelector("h2")?.focus({ preventScroll: true });
  announce(`Source opened: ${panel.querySelector("h2")?.textContent}. Quoted: ${quote?.textContent ?? "nothing"}`);
}

/** Loads a part of one of our pages. @param {string} address @param {string} selector */
async function part(address, selector) {
  const response = await fetch(address);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelector(selector);
  if (!response.ok || !found) throw new Error(`${address} has no ${selector}`);
  return document.adoptNode(found);
}

/** @param {Element} link */
function sideOf(link) {
  const side = document.querySelector("#side");
  if (side) return side;
  const made = document.createElement("aside");
  made.id = "side";
  made.setAttribute("aria-label", "Source");
  link.closest("#answer")?.append(made);
  return made;
}

/** @param {string} label @param {() => void} close */
function closer(label, close) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close";
  button.textContent = label;
  button.addEventListener("click", close);
  return button;
}

/** @param {HTMLElement} box @param {MouseEvent} event */
function isOutside(box, { clientX, clientY }) {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
