import type { APIInteraction } from "discord-api-types/v10";
import { type Ask, type Bot, createShareOnce, type Place, type Posted, type PublicRecord, type Reply } from "#chat";
import { editionMark } from "../render/custom-id.ts";
import type { Frame } from "../render/message.ts";
import { toChatError } from "../transport/errors.ts";
import { isThread } from "../transport/threads.ts";
import { missingToPost } from "./permissions.ts";

/** What the person who pressed “Share” is shown, privately. */
export type Told = { readonly reply: Reply; readonly frame: Frame };

export type Shares = {
  share(interaction: APIInteraction, ask: Ask, shareOf: string, bot: Bot): Promise<Told>;
};

export type SharesOptions = {
  readonly now: () => number;
  /** Posts in a place; after a lost response, posts again once with the same nonce. */
  readonly post: (place: Place, reply: Reply, frame: Frame, key: string) => Promise<Posted>;
  readonly record?: PublicRecord | undefined;
};

/**
 * Posts an answer in the channel where it was read: only what that place may see, only the words that were read, only
 * if both bot and member may post, and not again within ten minutes.
 */
export function openShares({ now, post, record }: SharesOptions): Shares {
  const shareOnce = createShareOnce(now, record);
  return {
    async share(interaction, ask, shareOf, bot) {
      const refusal = whyNotShared(interaction);
      if (refusal !== undefined) return told("Not shared", refusal);
      const reply = await bot.answer(ask);
      const { place } = ask;
      if (reply.outcome !== "answered") return { reply, frame: { share: false } };
      if (editionMark(reply.edition) !== shareOf)
        return told(
          "Not shared yet",
          "The briefing has changed since you read it. Ask again to read and share it as it is now.",
        );
      const frame: Frame = { share: false };
      const shared: Reply = { ...reply, sharedBy: ask.by };
      try {
        const key = `${place.id} ${reply.edition ?? JSON.stringify(reply.answers)}`;
        // Keyed by what is shared, not by who presses: after an unknown outcome, a second press doesn't post twice.
        const { url, again } = await shareOnce({
          ...{ key, ask: ask.id, place, reply: shared },
          post: () => post(place, shared, frame, `share:${key}`),
        });
        const text = again ? "The same words were shared here a few minutes ago." : "It's in the channel now.";
        return told(again ? "Already shared" : "Shared", text, url);
      } catch (error) {
        const { trouble, message } = toChatError(error);
        const open = trouble === "unknown-outcome" ? " It may have been posted anyway. Check before trying again." : "";
        return told("Not shared", `It could not be posted here: ${message}.${open}`);
      }
    },
  };
}

/**
 * Why nothing can be posted from here; undefined if it can. The interaction says what the bot and the member may do.
 */
export function whyNotShared({
  guild_id,
  member,
  channel,
  app_permissions,
  authorizing_integration_owners: owners,
}: APIInteraction) {
  if (guild_id === undefined || !member || !channel) return "There is no channel here to share it in.";
  if (owners && owners[0] === undefined)
    return "The bot is not a member of this server, so it cannot post here. Someone who manages the server can add it.";
  const inThread = isThread(channel.type);
  const bot = missingToPost(app_permissions, inThread);
  if (bot.length > 0) return `The bot can't post here: it lacks ${listed(bot)}.`;
  const person = missingToPost(member.permissions, inThread);
  return person.length > 0 ? `You can't post here: you lack ${listed(person)}.` : undefined;
}

function told(title: string, text: string, url?: string): Told {
  const reply: Reply = {
    outcome: "none",
    title,
    blocks: [{ kind: "notice", tone: "info", text }],
    notes: [],
    actions: [],
  };
  return { reply, frame: { share: false, ...(url !== undefined && { link: { label: "Go to the message", url } }) } };
}

function listed(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(" and ");
}
