import type { Context } from "hono";
import type { Document, Fact, FactName, Upload } from "#draft";
import { notOurs, ownForms } from "../access/own-forms.ts";
import type { Page } from "../pages/page.ts";
import type { AddingDesk, Shown, Waiting } from "./desk.ts";
import { addPage, feedPage, keptPage, previewPage } from "./pages.ts";

const MOST_BYTES = 33 * 1024 * 1024;
const MOST_AT_ONCE = 3;
const FACTS: readonly FactName[] = ["title", "publisher", "author", "url", "published"];

type Status = 200 | 400 | 403 | 413 | 503;

/** What the pages for adding need from the console around them, which lets in only who is logged in. */
export type Adding = {
  readonly desk: AddingDesk;
  readonly waiting: Waiting;
  readonly publicUrl?: string;
  readonly show: (c: Context, page: Page, status?: Status) => Response | Promise<Response>;
};

/** Adding sources: read, looked at, kept. */
export function addingAnswers({ desk, waiting, publicUrl, show }: Adding) {
  let reading = 0;
  const taking = ownForms({
    ...{ publicUrl, mostBytes: MOST_BYTES },
    refuse: (c) => show(c, addPage(notOurs(publicUrl, "add it", "/add")), 403),
    tooLarge: (c) => show(c, addPage("That file is larger than 32 MB: add the part that you need."), 413),
  });
  const read = async (c: Context) => {
    const what = await whatIn(c);
    if (what === undefined) return show(c, addPage("Name an address, or choose a file."), 400);
    if (reading >= MOST_AT_ONCE)
      return show(c, addPage("Others are adding documents just now: try again in a minute."), 503);
    reading += 1;
    const opened = await desk.read(what).finally(() => {
      reading -= 1;
    });
    if (opened.kind === "refused") return show(c, addPage(`${opened.why}.`), 400);
    if (opened.kind === "feed") return show(c, feedPage(opened.feed));
    return preview(c, { document: opened.document, name: opened.name });
  };
  const keep = async (c: Context) => {
    const form = await c.req.parseBody();
    const word = (name: string) => (typeof form[name] === "string" ? form[name].trim() : "");
    const token = word("token");
    const shown = waiting.get(token);
    if (!shown) return show(c, addPage("That upload has expired: enter the address or choose the file again."), 400);
    const typed = Object.fromEntries([...FACTS, "id"].map((name) => [name, word(name)]));
    const told = readFacts(shown.document, typed, desk);
    if ("why" in told) return preview(c, shown, { token, why: told.why, typed });
    const proposed = await desk.propose(told.document, { name: shown.name, id: typed.id ?? "" });
    if (proposed.kind === "refused") return preview(c, shown, { token, why: `${proposed.why}.`, typed });
    if (proposed.value.kind === "same") return preview(c, shown, { token });
    const kept = await desk.keep(proposed.value);
    if (kept.kind === "refused") return preview(c, shown, { token, why: `${kept.why}.`, typed });
    waiting.remove(token);
    return show(c, keptPage(proposed.value.id, told.document));
  };

  const preview = async (
    c: Context,
    shown: Shown,
    again: { token?: string; why?: string; typed?: Record<string, string> } = {},
  ) => {
    const proposed = await desk.propose(shown.document, { name: shown.name });
    if (proposed.kind === "refused") return show(c, addPage(`${proposed.why}.`), 400);
    const { token = waiting.put(shown), ...rest } = again;
    return show(
      c,
      previewPage({ ...shown, proposal: proposed.value, token, ...rest }),
      again.why === undefined ? 200 : 400,
    );
  };
  return { form: async (c: Context) => show(c, addPage()), read: taking(read), keep: taking(keep) };
}

/** The address or the file that a form brings. */
async function whatIn(c: Context): Promise<string | Upload | undefined> {
  const { address, file } = await c.req.parseBody().catch(() => ({}) as Record<string, string | File>);
  if (file instanceof File && file.name !== "")
    return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  // What is no address would be a file of this machine.
  if (typeof address !== "string" || address.trim() === "") return undefined;
  const named = address.trim();
  return /^https?:\/\//i.test(named) ? named : `https://${named.replace(/^[a-z][a-z+.-]*:\/*/i, "")}`;
}

type Told = { readonly document: Document } | { readonly why: string };

/** The document with what a person says of it: empty fields say nothing. */
function readFacts(document: Document, typed: Readonly<Record<string, string>>, desk: AddingDesk): Told {
  const facts: { [Name in FactName]?: Fact } = {};
  for (const name of FACTS) {
    const value = typed[name] ?? "";
    if (value === "") continue;
    const taken = name === "published" ? desk.dayIn(value) : name === "url" ? desk.addressIn(value) : value;
    if (taken === undefined)
      return {
        why:
          name === "published"
            ? "The date must be a real one, like 2026-11-20."
            : "The address must begin with http or https.",
      };
    facts[name] = document.facts[name]?.value === taken ? document.facts[name] : { value: taken, from: "as you said" };
  }
  return { document: { ...document, facts } };
}
