import { type APIInteraction, ChannelType, InteractionContextType } from "discord-api-types/v10";
import { LRUCache } from "lru-cache";
import { type Asker, keptFor, type Place } from "#chat";
import { SEEN_KEPT, SEEN_KEPT_MS } from "../render/limits.ts";
import type { HeldPermissions } from "./permissions.ts";

/** Permissions from recent interactions: fresher than asking Discord, and known before its servers are listed. */
export type RecentPermissions = {
  note(interaction: APIInteraction): void;
  of(by: Asker, place: Place): HeldPermissions | undefined;
};

/** Remembers them for less than a minute. */
export function openRecentPermissions(now: () => number): RecentPermissions {
  const held = new LRUCache<string, HeldPermissions>({ ...keptFor(SEEN_KEPT_MS, now), max: SEEN_KEPT });
  const keyOf = (person: string, channel: string) => `${person} ${channel}`;
  return {
    note({ member, user, channel, context, guild_id, authorizing_integration_owners: owners, app_permissions: bot }) {
      const person = member?.user.id ?? user?.id;
      if (person === undefined || !channel) return;
      // Discord may send null here, though its types don't say so.
      const byPerson = owners?.[0] === undefined && owners?.[1] !== undefined;
      const isBetweenPeople = guild_id === undefined && context === InteractionContextType.PrivateChannel;
      if (!member && !byPerson && !isBetweenPeople) return;
      const outside = isBetweenPeople ? "between people" : byPerson && guild_id !== undefined ? "a server" : undefined;
      const followed = channel.type === ChannelType.GuildAnnouncement && ({ isFollowed: true } as const);
      const key = keyOf(person, channel.id);
      held.set(key, { member: member?.permissions ?? "0", bot, ...(outside && { outside }), ...followed });
    },
    of: (by, place) => held.get(keyOf(by.id, place.id)),
  };
}
