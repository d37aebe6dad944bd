import type { APIInteraction } from "discord-api-types/v10";
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
    note({ member, channel, app_permissions: bot }) {
      if (!member || !channel) return;
      for (const [key, { at }] of held) {
        if (now() - at < SEEN_KEPT_MS) break;
        held.delete(key);
      }
      const key = keyOf(member.user.id, channel.id);
      held.delete(key);
      held.set(key, { member: member.permissions, bot, at: now() });
    },
    of(by, place) {
      const found = held.get(keyOf(by.id, place.id));
      return found && now() - found.at < SEEN_KEPT_MS ? found : undefined;
    },
  };
}
