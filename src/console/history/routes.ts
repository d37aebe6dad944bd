import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { Library } from "#briefing";
import type { EditionChanges, Editions } from "#editions";
import { type MayRead, type Visible, visibleTo } from "../access/visibility.ts";
import type { Page } from "../pages/page.ts";
import { atomOf, type FeedOf, jsonOf } from "./feeds.ts";
import { CORRECTIONS_FEED, correctionsPage, historyPage, type NamedCorrection } from "./pages.ts";
import { type HistoryPath, historyHref } from "./paths.ts";

/** What briefings said before. */
export type EditionRecord = Pick<Editions, "history" | "corrections">;

export type HistoryOptions = {
  readonly record: EditionRecord;
  readonly library: () => Library;
  readonly mayRead: MayRead;
  readonly publicUrl?: string;
  readonly publisher?: string;
  readonly now: () => number;
  readonly show: (c: Context, page: Page) => Response | Promise<Response>;
  readonly notHere: (c: Context) => Response | Promise<Response>;
};

export type HistoryPages = Readonly<Record<HistoryPath, (c: Context) => Response | Promise<Response>>>;

/** History pages and feeds: only of briefings for everyone, whoever asks. */
export function historyPages(options: HistoryOptions): HistoryPages {
  const { record, library, mayRead, publicUrl, publisher = "Nutgraf", now, show, notHere } = options;
  const visible = () => visibleTo(false, library(), mayRead);
  const story = async (c: Context) => {
    const topic = c.req.param("topic") ?? "";
    const editions = visible().briefing(topic) ? await record.history(topic) : [];
    // It may have been withdrawn while the history was read.
    const briefing = visible().briefing(topic);
    return briefing && { briefing, editions };
  };
  /**
   * An existing story must be for everyone; one that is gone is named by its topic. What a withdrawn story said is not
   * repeated, even if its withdrawal is not recorded yet.
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
    "/corrections": async (c) => show(c, correctionsPage(await corrections(), ours(), now())),
    async "/corrections.atom"(c) {
      const of = { title: "Corrections", page: "/corrections", path: CORRECTIONS_FEED.href };
      return send(c, await atomOf(feedOf(c, { ...of, entries: await corrections() })), TYPES.atom);
    },
    async "/briefings/:topic/history"(c) {
      const found = await story(c);
      return found ? show(c, historyPage(found.briefing, found.editions, ours(), now())) : notHere(c);
    },
    "/briefings/:topic/history.atom": history(atomOf, "atom"),
    "/briefings/:topic/history.json": history(jsonOf, "json"),
  };
}

/** What an edition changed, without any of its words: only how many statements. */
function wordless({ why, replaced, added, removed, ...edition }: EditionChanges): EditionChanges {
  const [nothing, kept] = [() => ({}), edition.kind === "withdrawal" && why !== undefined && { why }];
  return {
    ...{ ...edition, ...kept },
    ...{ replaced: replaced.map(nothing), added: added.map(nothing), removed: removed.map(nothing) },
  };
}

/**
 * Looks up each source once per page: a page names the same few repeatedly, and a source may be cited by a thousand
 * stories.
 */
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

/** The same for everyone, so anyone may cache it, but caches must revalidate each time. */
function send(c: Context, text: string, type: string): Response {
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
  const known = c.req.header("If-None-Match")?.split(",") ?? [];
  const isKnown = known.some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*");
  const headers = { "Content-Type": type, "Cache-Control": "public, no-cache", ETag: etag };
  return new Response(isKnown ? null : text, { status: isKnown ? 304 : 200, headers });
}
