import type { Context } from "hono";
import type { Library } from "#briefing";
import type { Bot, Preview } from "#chat";
import type { Door } from "../access/door.ts";
import type { MayRead } from "../access/visibility.ts";
import type { Route } from "../pages/route.ts";
import type { OpenNumbering } from "../reading/numbering.ts";
import { answerIn, answerInDialog, renderSearch, type Scene } from "./answer.ts";
import { previewsNamed } from "./preview.ts";
import { readAsked } from "./read-ask.ts";
import { suggestFor } from "./suggestions.ts";
import type { TrySchedule } from "./trial.ts";

export type PlaygroundOptions = {
  readonly bot: Bot;
  /** The current library. */
  readonly library: () => Library;
  readonly mayRead: MayRead;
  /** Makes lines of statements, as the bot's answers do. */
  readonly openNumbering: OpenNumbering;
  /** How the platforms would show an answer. */
  readonly previews: readonly Preview[];
  readonly trySchedule?: TrySchedule;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Where stories are asked about: the front page, and what it loads as one asks. */
export function playgroundRoutes(options: PlaygroundOptions, { isIn, show }: Door): readonly Route[] {
  const { bot, library, mayRead, openNumbering, previews, trySchedule, now } = options;
  const asking = (c: Context) => {
    const asked = readAsked(new URL(c.req.url).searchParams, isIn(c));
    const current = library();
    const place = asked.kind === "refused" ? undefined : asked.place;
    const briefings = () => current.briefings.filter(({ audience }) => place !== undefined && mayRead(audience, place));
    const scene: Scene = {
      ...{ bot, previews, heard: { briefings }, openNumbering, now: now() },
      ...(trySchedule && { trySchedule }),
    };
    const as = c.req.query("as");
    return { asked, scene, as: previewsNamed(as, previews).length > 0 ? as : undefined };
  };
  const front = async (c: Context) => {
    const { asked, scene, as } = asking(c);
    const { title, region } = await answerIn(asked, as, scene);
    const page = { title, here: "/", search: renderSearch(asked, as, isIn(c)), main: region } as const;
    return show(c, page, asked.kind === "refused" ? 400 : 200);
  };
  const answer = async (c: Context) => {
    const { asked, scene, as } = asking(c);
    if (c.req.query("in") === "dialog" && asked.kind === "ask") return c.html(await answerInDialog(asked, scene));
    return c.html((await answerIn(asked, as, scene)).region);
  };
  const suggest = (c: Context) => {
    const { asked } = asking(c);
    return c.json(asked.kind === "refused" ? [] : suggestFor(c.req.query("ask") ?? "", asked.place, bot));
  };
  return [
    { method: "GET", path: "/", answer: front },
    { method: "GET", path: "/answer", answer },
    { method: "GET", path: "/suggest", answer: suggest },
  ];
}
