import { type APIInteraction, ChannelType, InteractionContextType } from "discord-api-types/v10";
import type { Asker, Place } from "#chat";
import { SEEN_KEPT_MS } from "../render/limits.ts";
import type { HeldPermissions } from "./permissions.ts";

/** What the last interactions told: fresher than a question to Discord, and there before its servers are listed. */
export type RecentPermissions = {
  note(interaction: APIInteraction): void;
  of(by: Asker, place: Place): HeldPermissions | undefined;
};

/** A memory of less than a minute. */
export function openRecentPermissions(now: () => number): RecentPermissions {
  const held = new Map<string, HeldPermissions & { readonly at: number }>();
  const keyOf = (person: string, channel: string) => `${person} ${channel}`;
  return {
    note({ member, user, channel, context, guild_id, authorizing_integration_owners: owners, app_permissions: bot }) {
      const person = member?.user.id ?? user?.id;
      if (person === undefined || !channel) return;
      for (const [key, { at }] of held) {
        if (now() - at < SEEN_KEPT_MS) break;
        held.delete(key);
      }
      // Discord may send null here, whatever its types say.
      const byPerson = owners?.[0] === undefined && owners?.[1] !== undefined;
      const isBetweenPeople = guild_id === undefined && context === InteractionContextType.PrivateChannel;
      if (!member && !byPerson && !isBetweenPeople) return;
      const outside = isBetweenPeople ? "between people" : byPerson && guild_id !== undefined ? "a server" : undefined;
      const followed = channel.type === ChannelType.GuildAnnouncement && ({ isFollowed: true } as const);
      const key = keyOf(person, channel.id);
      held.delete(key);
      held.set(key, { member: member?.permissions ?? "0", bot, at: now(), ...(outside && { outside }), ...followed });
    },
    of(by, place) {
      const found = held.get(keyOf(by.id, place.id));
      return found && now() - found.at < SEEN_KEPT_MS ? found : undefined;
    },
  };
}
