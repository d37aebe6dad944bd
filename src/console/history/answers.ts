import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { Library } from "#briefing";
import type { EditionChanges, Editions } from "#editions";
import type { Door } from "../access/door.ts";
import { type MayRead, type Visible, visibleTo } from "../access/visibility.ts";
import { atomOf, type FeedOf, jsonOf } from "./feeds.ts";
import { historyHref } from "./links.ts";
import { CORRECTIONS_FEED, correctionsPage, historyPage, type NamedCorrection } from "./pages.ts";

/** What briefings said before. */
export type EditionRecord = Pick<Editions, "history" | "corrections">;

export type HistoryOptions = {
  readonly record: EditionRecord;
  readonly library: () => Library;
  readonly mayRead: MayRead;
  readonly publicUrl?: string;
  readonly publisher?: string;
  readonly now: () => number;
};

/** What changed, as pages and feeds: of briefings for everyone, whoever asks. */
export function historyAnswers(options: HistoryOptions, { show, notHere }: Pick<Door, "show" | "notHere">) {
  const { record, library, mayRead, publicUrl, publisher = "Nutgraf", now } = options;
  const visible = () => visibleTo(false, library(), mayRead);
  const story = async (c: Context) => {
    const topic = c.req.param("topic") ?? "";
    const editions = visible().briefing(topic) ? await record.history(topic) : [];
    // It may have been withdrawn while the record was read.
    const briefing = visible().briefing(topic);
    return briefing && { briefing, editions };
  };
  /**
   * A story that is there must be for everyone; one that is gone has no title any more. What it said before it was withdrawn
   * is not repeated, also not before that is on record.
   */
  const corrections = async (): Promise<readonly NamedCorrection[]> => {
    const [all, current, seen] = [await record.corrections(), library(), visible()];
    return all.flatMap((edition): NamedCorrection[] => {
      const { topic } = edition;
      const briefing = seen.briefing(topic);
      if (briefing) return [{ edition, title: briefing.title, isThere: true }];
      if (current.briefing(topic)) return [];
      const isWithdrawn = current.withdrawal(topic)?.kind === "withdrawal";
      return [{ edition: isWithdrawn ? wordless(edition) : edition, title: topic, isThere: false }];
    });
  };
  const feedOf = (c: Context, of: Pick<FeedOf, "title" | "page" | "path" | "entries">): FeedOf => {
    const origin = publicUrl ?? new URL(c.req.url).origin;
    return { ...of, behind: { sources: lookingOnce(visible()), origin }, publisher, now: now() };
  };
  const ours = () => ({ sources: lookingOnce(visible()), origin: "" });
  const history = (write: (feed: FeedOf) => Promise<string>, kind: "atom" | "json") => async (c: Context) => {
    const found = await story(c);
    if (!found) return notHere(c);
    const { briefing, editions } = found;
    const { title, topic } = briefing;
    const entries = editions.map((edition) => ({ edition, title, isThere: true }));
    const of = { title: `What changed in ${title}`, page: historyHref(topic), path: `${historyHref(topic)}.${kind}` };
    return send(c, await write(feedOf(c, { ...of, entries })), TYPES[kind]);
  };
  return {
    corrections: async (c: Context) => show(c, correctionsPage(await corrections(), ours(), now())),
    async correctionsFeed(c: Context) {
      const of = { title: "Corrections", page: "/corrections", path: CORRECTIONS_FEED.href };
      return send(c, await atomOf(feedOf(c, { ...of, entries: await corrections() })), TYPES.atom);
    },
    async story(c: Context) {
      const found = await story(c);
      return found ? show(c, historyPage(found.briefing, found.editions, ours(), now())) : notHere(c);
    },
    storyAtom: history(atomOf, "atom"),
    storyJson: history(jsonOf, "json"),
  };
}

/** What an edition changed, without any of its words: how many there were is still counted. */
function wordless({ why, replaced, added, removed, ...edition }: EditionChanges): EditionChanges {
  const [nothing, kept] = [() => ({}), edition.kind === "withdrawal" && why !== undefined && { why }];
  return {
    ...{ ...edition, ...kept },
    ...{ replaced: replaced.map(nothing), added: added.map(nothing), removed: removed.map(nothing) },
  };
}

/** The sources of one page, which names the same few again and again, and each of which a thousand stories may cite. */
function lookingOnce(visible: Pick<Visible, "source">): Pick<Visible, "source"> {
  const known = new Map<string, ReturnType<Visible["source"]>>();
  return {
    source(id) {
      if (!known.has(id)) known.set(id, visible.source(id));
      return known.get(id);
    },
  };
}

const TYPES = { atom: "application/atom+xml; charset=utf-8", json: "application/feed+json; charset=utf-8" } as const;

/** The same for everyone, so that all may keep it; whoever does asks each time whether it is still so. */
function send(c: Context, text: string, type: string): Response {
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
  const known = c.req.header("If-None-Match")?.split(",") ?? [];
  const isKnown = known.some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*");
  const headers = { "Content-Type": type, "Cache-Control": "public, no-cache", ETag: etag };
  return new Response(isKnown ? null : text, { status: isKnown ? 304 : 200, headers });
}
