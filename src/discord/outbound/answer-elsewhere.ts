import type { APIInteraction } from "discord-api-types/v10";
import type { Place, Posted, Reply } from "#chat";
import type { Frame } from "../render/message.ts";
import { toChatError } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";
import type { Told } from "./share.ts";

export type LostWayTools = {
  /** Posts as the bot itself, not as a response. */
  readonly post: (place: Place, reply: Reply, frame: Frame, key: string) => Promise<Posted>;
  readonly log: Log;
};

/**
 * Answers some other way after Discord stopped accepting the interaction's token. A public answer is posted in the
 * channel; a private one is sent as a direct message or, if the person accepts none, the channel gets a request to ask
 * again.
 */
export async function answerElsewhere(
  interaction: APIInteraction,
  { reply, frame }: Told,
  isPrivate: boolean,
  { post, log }: LostWayTools,
): Promise<void> {
  const { id, guild_id: server = "", channel, member, user } = interaction;
  const person = member?.user.id ?? user?.id ?? "";
  const here: Place = { platform: "discord", tenant: server, id: channel?.id ?? "" };
  const direct: Place = { platform: "discord", tenant: "", id: person, person: true };
  const own: Frame = { ...frame, share: false };
  const key = `lost:${id}`;
  const blocks = [{ kind: "notice", tone: "info", text: LOST } as const, ...reply.blocks];
  const ways =
    isPrivate && server !== ""
      ? [() => post(direct, { ...reply, blocks }, own, key), () => post(here, ASK_AGAIN, own, `${key}:again`)]
      : [() => post(here, reply, own, key), () => post(direct, { ...reply, blocks }, own, `${key}:direct`)];
  for (const way of ways) {
    try {
      await way();
      return;
    } catch (error) {
      log.warn({ interaction: id }, `an answer found no other way: ${toChatError(error).message}`);
    }
  }
}

const LOST = "Discord did not let this be shown where you asked.";

const ASK_AGAIN: Reply = {
  outcome: "trouble",
  title: "An answer was lost",
  blocks: [
    {
      kind: "notice",
      tone: "trouble",
      text: "Discord wouldn't show the answer to the person who just asked here. Please ask again.",
    },
  ],
  notes: [],
  actions: [],
};
