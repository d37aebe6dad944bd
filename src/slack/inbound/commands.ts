import type { App } from "@slack/bolt";
import type { Ask, Reply } from "#chat";
import type { Context } from "../outbound/context.ts";
import { type Asked, replyPrivately, takeBack } from "../outbound/private-reply.ts";
import { commandNamed } from "../render/command-names.ts";
import { renderMessage } from "../render/message.ts";
import { reasonOf } from "../transport/log.ts";
import { answerInTime, PROGRESS } from "./answer-in-time.ts";
import { placeOf } from "./place.ts";
import { typedText } from "./typed-text.ts";

/** Answers slash commands: acknowledges first, then answers privately unless the command's answer is public. */
export function onCommands(app: App, context: () => Context): void {
  // As middleware: Bolt runs every listener for every payload, each with a middleware chain of its own.
  app.use(async (args) => {
    if (!("command" in args)) return args.next();
    const { command, ack, respond } = args;
    await ack();
    const kit = context();
    const name = commandNamed(command.command, kit.prefix);
    const isPublic = kit.bot.specs.some((spec) => spec.name === name && spec.seenBy === "everyone");
    const ask: Ask = {
      id: command.trigger_id || `${command.channel_id}-${kit.now()}`,
      command: name,
      words: typedText(command.text ?? ""),
      place: await placeOf(kit, command, { user: command.user_id, team: command.team_id }, command.channel_id),
      by: { id: command.user_id, ...(command.user_name && { name: command.user_name }) },
    };
    const seen = isPublic ? "in_channel" : "ephemeral";
    let hasProgress = false;
    const reply = await answerInTime(kit, isPublic ? withOutsiders(kit, ask) : ask, async () => {
      await respond({ text: PROGRESS, response_type: seen });
      hasProgress = true;
    });
    const asked: Asked = { ask: ask.id, channel: command.channel_id, user: command.user_id, respond, hasProgress };
    if (!isPublic) return replyPrivately(kit, asked, reply);
    if (await showPublicly(kit, { ask: ask.id, respond, hasProgress }, reply)) return;
    // An answer for one person can't replace a message that everyone saw.
    await takeBack(kit, asked);
    await replyPrivately(kit, { ...asked, hasProgress: false }, reply);
  });
}

/** An answer that the whole channel reads must be meant for all of them. */
async function withOutsiders({ hasOutsiders }: Context, ask: Ask): Promise<Ask> {
  return (await hasOutsiders(ask.place.id)) ? { ...ask, place: { ...ask.place, outsiders: true } } : ask;
}

/** Posts a public answer by its `response_url`. False if it failed: the asker then gets it privately. */
async function showPublicly(
  { prefix, log }: Context,
  { ask, respond, hasProgress }: { ask: string; respond: (message: object) => Promise<unknown>; hasProgress: boolean },
  reply: Reply,
): Promise<boolean> {
  if (reply.outcome !== "answered") return false;
  try {
    const message = renderMessage(reply, { seenBy: "everyone", prefix });
    await respond({ ...message, response_type: "in_channel", replace_original: hasProgress });
    return true;
  } catch (error) {
    log.warn({ ask, reason: reasonOf(error) }, "could not answer in public; answering the asker privately");
    return false;
  }
}
