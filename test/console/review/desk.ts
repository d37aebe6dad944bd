import { parseHTML } from "linkedom";
import { loadLibrary } from "#briefing";
import { openReviewDesk } from "../../../src/app/reviewing/open-review-desk.ts";
import { NOW, newsroom, SOURCE } from "../../draft/publish/newsroom.ts";
import { serve } from "../server.ts";

export const WIRE = `${SOURCE.trimEnd()}\n\nThe second pier reopens on 9 December. Talks go on behind closed doors.\n`;

/** A draft of three statements in two sections, beside a source. */
export const DRAFT = [
  "---",
  "title: Rail strike",
  "drafted: machine",
  "---",
  "",
  "## What's happening",
  "",
  "- The strike begins on 4 December at noon. [^1]",
  "- The harbor stays open all week. [^2]",
  "",
  "## Why it's important",
  "",
  "## What's next",
  "",
  "- The second pier reopens on 9 December. [^3]",
  "",
  '[^1]: wire "The strike begins on 4 December at noon"',
  '[^2]: wire "The harbor stays open all week"',
  '[^3]: wire "The second pier reopens on 9 December"',
  "",
].join("\n");

/** A newsroom whose drafts are reviewed on a real console. */
export async function reviewRoom(files: Readonly<Record<string, string>> = {}, options: object = {}, at?: string) {
  const given = { "sources/wire.md": WIRE, "drafts/rail-strike.md": DRAFT, ...files };
  const room = await newsroom(given, at);
  const served = await serve(await loadLibrary(room.folder), {
    reviewing: () => openReviewDesk({ folder: room.folder, now: () => NOW, git: room.publishing().git }),
    ...options,
  });
  const origin = { Origin: served.url, Host: new URL(served.url).host };
  const post = (path: string, fields: Fields, headers: Record<string, string> = origin) =>
    served.send(path, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields as [string, string][]).toString(),
    });
  const look = async (path = "/review/rail-strike") => pageOf((await served.send(path)).body, 200, post);
  return { ...room, served, post, look };
}

/** The parser leaves a text field's references as they are; a browser does not. */
function decoded(text: string | null | undefined): string {
  const known: Readonly<Record<string, string>> = { quot: '"', "#39": "'", lt: "<", gt: ">", amp: "&" };
  return (text ?? "").replace(/&(quot|#39|lt|gt|amp);/g, (_, name: string) => known[name] ?? "");
}

export type Fields = readonly (readonly [string, string])[];
export type ReviewPage = ReturnType<typeof pageOf>;

/** A page as somebody without a script has it: what it tells, and its form. */
export function pageOf(
  body: string,
  status: number,
  post: (path: string, fields: Fields) => Promise<{ body: string; status: number }>,
) {
  const { document } = parseHTML(body);
  const form = document.querySelector("form[data-review]");
  const typed = new Map<string, string>();
  const ticked = new Set<string>();
  for (const box of form?.querySelectorAll("input[name=seen]") ?? [])
    if (box.hasAttribute("checked")) ticked.add(box.getAttribute("value") ?? "");
  const text = (node: { textContent: string | null } | null | undefined) =>
    (node?.textContent ?? "").replace(/\s+/g, " ").trim();
  const fields = (): Fields => {
    const found: [string, string][] = [];
    for (const one of form?.querySelectorAll("input, textarea") ?? []) {
      const name = one.getAttribute("name") ?? "";
      if (name === "" || name === "seen") continue;
      const value = one.tagName === "TEXTAREA" ? decoded(one.textContent) : (one.getAttribute("value") ?? "");
      found.push([name, typed.get(name) ?? value]);
    }
    return [...found, ...[...ticked].map((id): [string, string] => ["seen", id])];
  };
  const cards = [...(form?.querySelectorAll(".card") ?? [])].map((card) => ({
    id: card.getAttribute("data-id") ?? "",
    says: decoded(card.querySelector(".said textarea")?.textContent),
    state: text(card.querySelector(".state")),
    check: text(card.querySelector("[data-check]")),
    told: text(card.querySelector(":scope > .notice")),
    quotes: [...card.querySelectorAll("figure mark")].map(text),
    section: text(card.closest("section")?.querySelector("h2")),
  }));
  return {
    status,
    body,
    cards,
    heading: text(document.querySelector("h1")),
    told: [...document.querySelectorAll(".review > .notice, article > .notice")].map(text).join(" "),
    meanwhile: text(document.querySelector(".meanwhile")),
    lost: [...document.querySelectorAll(".meanwhile textarea")].map(text),
    progress: text(document.querySelector("[data-progress]")),
    blocks: [...document.querySelectorAll("[data-blocks] > li:not([hidden])")].map(text),
    text: text(document.querySelector("main")),
    document,
    /** What stands in a field that is there to be copied. */
    copy: (selector: string) => decoded(document.querySelector(selector)?.textContent),
    /** Types into a field; nothing is sent. */
    type: (name: string, value: string) => void typed.set(name, value),
    tick: (...ids: string[]) => void ids.map((id) => ticked.add(id)),
    tickAll: () => void cards.map(({ id }) => ticked.add(id)),
    fields,
    /** Presses a button, with all that was typed and ticked. */
    async press(what: string, topic = "rail-strike") {
      const answer = await post(`/review/${topic}`, [...fields(), ["do", what]]);
      return pageOf(answer.body, answer.status, post);
    },
  };
}
