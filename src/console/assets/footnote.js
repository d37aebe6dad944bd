// @ts-check
/** Wait until the selection has stopped changing for this long. */
const QUIET_MS = 200;

/** Makes a footnote of what is selected in the text, while the form is open. @param {HTMLElement} maker */
export function footnotesOn(maker) {
  const form = /** @type {HTMLFormElement} */ (maker.querySelector("form"));
  const input = /** @type {HTMLInputElement} */ (maker.querySelector("input"));
  const text = document.querySelector(".source .text");
  const copy = document.createElement("button");
  copy.type = "button";
  copy.textContent = "Copy the footnote";
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  copy.addEventListener("click", () => void copyFrom(maker).then((words) => told.replaceChildren(words)));
  maker.append(copy, " ", told);
  maker.classList.add("is-scripted");
  showCopy();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void make();
  });
  /** @type {number | undefined} */
  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      const words = maker instanceof HTMLDetailsElement && maker.open && text ? selectedIn(text) : "";
      if (words === "" || words === input.value) return;
      input.value = words;
      void make();
    }, QUIET_MS);
  });

  let latest = 0;
  async function make() {
    const turn = ++latest;
    const address = `${new URL(form.action).pathname}/footnote?quote=${encodeURIComponent(input.value)}`;
    const response = await fetch(address).catch(() => undefined);
    if (turn !== latest) return;
    const page = new DOMParser().parseFromString(response?.ok ? await response.text() : "", "text/html");
    const part = page.querySelector(".made");
    // If loading fails, load the whole page instead.
    if (!part) return form.submit();
    // The region is kept, so that screen readers announce what changes in it.
    maker.querySelector(".made")?.replaceChildren(...part.childNodes);
    showCopy();
  }

  function showCopy() {
    told.replaceChildren();
    copy.hidden = !maker.querySelector(".made code");
  }
}

/** Copies the footnote; returns what to announce. @param {HTMLElement} maker */
async function copyFrom(maker) {
  const code = maker.querySelector(".made code");
  if (!code) return "";
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    return "Copied";
  } catch {
    // Browsers allow access to the clipboard only over https or on this machine.
    getSelection()?.selectAllChildren(code);
    return "It is selected now: copy it";
  }
}

/**
 * The selected words of the text, extended to whole words, without the marks and notes between them.
 * @param {Element} text
 */
function selectedIn(text) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return "";
  const range = selection.getRangeAt(0).cloneRange();
  if (!text.contains(range.commonAncestorContainer)) return "";
  const { startContainer: first, endContainer: last } = range;
  if (first instanceof Text) {
    const before = first.data.slice(0, range.startOffset);
    range.setStart(first, before.length - (/\S*$/.exec(before)?.[0].length ?? 0));
  }
  if (last instanceof Text && range.endOffset > 0)
    range.setEnd(last, range.endOffset + (/^\S*/.exec(last.data.slice(range.endOffset))?.[0].length ?? 0));
  const words = range.cloneContents();
  for (const other of words.querySelectorAll(".marks, .margin, .back")) other.remove();
  return (words.textContent ?? "").trim();
}
