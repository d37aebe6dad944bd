// @ts-check
/** A selection that goes on is waited for. */
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
    // Without an answer the page itself is asked for.
    if (!part) return form.submit();
    // The region stays, so that what changes in it is read out.
    maker.querySelector(".made")?.replaceChildren(...part.childNodes);
    showCopy();
  }

  function showCopy() {
    told.replaceChildren();
    copy.hidden = !maker.querySelector(".made code");
  }
}

/** Copies the footnote; gives what to tell of it. @param {HTMLElement} maker */
async function copyFrom(maker) {
  const code = maker.querySelector(".made code");
  if (!code) return "";
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    return "Copied";
  } catch {
    // Only pages over https or of this machine may write to the clipboard.
    getSelection()?.selectAllChildren(code);
    return "It is selected now: copy it";
  }
}

/** The words that are selected in the text, whole, without what stands between them. @param {Element} text */
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
