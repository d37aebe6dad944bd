import {
  type APIInteraction,
  type APIInteractionResponse,
  InteractionResponseType,
  MessageFlags,
  Routes,
} from "discord-api-types/v10";
import { type Choice, isRecord, shorten } from "#chat";
import { CHOICE_NAME, CHOICE_VALUE, CHOICES, RESPONSE_MS, TOKEN_MS } from "../render/limits.ts";
import type { DiscordMessage } from "../render/message.ts";
import type { Modal } from "../render/modal.ts";
import {
  ALREADY_ANSWERED,
  discordCode,
  isPassing,
  isRefusal,
  isRefusedForm,
  isRefusedWords,
  isUnauthorized,
  toChatError,
} from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";
import { persist, type Send } from "../transport/rest.ts";

/** A message, and a plainer one in case it is refused. */
export type Rendered = { message(): DiscordMessage; plain(): DiscordMessage };

/** An answer, with replacements in case Discord refuses its words. */
export type Answer = Rendered & {
  unlinked(): DiscordMessage;
  /** One sentence on why the answer is not shown. */
  refused(why: string): DiscordMessage;
};

/** Answers one interaction: a first response within three seconds and, if that is a deferral, the answer later. */
export type Responder = {
  /** The answer as the first response. */
  answer(answer: Answer): Promise<void>;
  /**
   * A progress message. Returns whether the answer can follow it, must be the first response itself, or comes too late.
   */
  defer(): Promise<"follow" | "answer" | "over">;
  /** The answer after a deferral. `lost`: certainly not shown, and trying again this way would not help. */
  follow(answer: Answer): Promise<"shown" | "lost">;
  suggest(choices: readonly Choice[]): Promise<void>;
  /** A form as the first response. Returns whether it opened. */
  open(form: Modal): Promise<boolean>;
};

export type RespondTools = { readonly send: Send; readonly log: Log; readonly now: () => number };

/** Opens the way to answer an interaction. `isPrivate` can't change after the first response. */
export function respondTo(
  interaction: APIInteraction,
  isPrivate: boolean,
  { send, log, now }: RespondTools,
): Responder {
  const { id, token, application_id } = interaction;
  const receivedAt = now();
  const ageMs = () => now() - receivedAt;
  let tries = 0;
  /** The id of the message that a deferral created, if Discord said; if it is public, the bot may edit it. */
  let made: string | undefined;
  /** Whether Discord may still accept a first response. */
  let isOpen = true;

  /**
   * Whether Discord accepted the first response. If the response was lost, a refused second attempt shows that the
   * first arrived.
   */
  const callback = async (body: APIInteractionResponse): Promise<boolean> => {
    const isProgress = body.type === InteractionResponseType.DeferredChannelMessageWithSource;
    const route = `${Routes.interactionCallback(id, token)}${isProgress ? "?with_response=true" : ""}` as const;
    const work = async () => {
      tries++;
      const timeoutMs = Math.max(1, RESPONSE_MS - ageMs());
      const answer = await send({ method: "POST", route, body, auth: false, timeoutMs });
      if (isProgress) made = messageIn(answer);
    };
    try {
      await persist(work, CALLBACK_DELAYS_MS, (waitMs) => ageMs() + waitMs < RESPONSE_MS - MARGIN_MS);
      return true;
    } catch (error) {
      if (isRefusal(error)) throw error;
      const code = discordCode(error);
      if (code === ALREADY_ANSWERED && tries > 1) return true;
      const { trouble, message } = toChatError(error);
      isOpen = trouble === "busy";
      log.warn({ interaction: id, trouble, code, afterMs: Math.round(ageMs()) }, `a first response failed: ${message}`);
      return trouble === "unknown-outcome";
    }
  };

  const edit = async (body: DiscordMessage): Promise<void> => {
    const route = Routes.webhookMessage(application_id, token);
    const work = () => send({ method: "PATCH", route, body, auth: false });
    const inTime = (waitMs: number) => waitMs <= LONGEST_WAIT_MS && ageMs() + waitMs < TOKEN_MS;
    try {
      // A token that is refused once may be accepted a moment later.
      let refusals = 0;
      const mayPass = (error: unknown) => isPassing(error) || (isUnauthorized(error) && refusals++ === 0);
      await persist(work, EDIT_DELAYS_MS, inTime, mayPass);
    } catch (error) {
      const channel = interaction.channel?.id;
      if (!isLost(error) || isPrivate || made === undefined || channel === undefined) throw error;
      log.warn(
        { interaction: id, code: discordCode(error) },
        "an interaction's token is refused: the bot edits its message",
      );
      try {
        await send({ method: "PATCH", route: Routes.channelMessage(channel, made), body });
      } catch (other) {
        const isOpen =
          toChatError(other).trouble === "unknown-outcome" || isRefusedForm(other) || isRefusedWords(other);
        throw isOpen ? other : error;
      }
    }
  };

  /**
   * Delivers a message. Throws only if Discord refuses it: after any other failure it would accept no other, either.
   */
  const attempt = async (message: DiscordMessage, deliver: (message: DiscordMessage) => Promise<unknown>) => {
    try {
      await deliver(message);
      return "shown";
    } catch (error) {
      const { trouble, message } = toChatError(error);
      log.error({ interaction: id, trouble, code: discordCode(error) }, `an answer failed: ${message}`);
      if (isRefusal(error)) throw error;
      return isLost(error) ? "lost" : "shown";
    }
  };

  /** A refused message is sent again in a plainer form; if that is refused too, one sentence says why. */
  const withFallback = async (answer: Answer, deliver: (message: DiscordMessage) => Promise<unknown>) => {
    const next = (error: unknown) =>
      isRefusedForm(error) ? answer.plain() : isRefusedWords(error) ? answer.unlinked() : undefined;
    const sayWhy = (error: unknown) => attempt(answer.refused(toChatError(error).message), deliver);
    try {
      return await attempt(answer.message(), deliver);
    } catch (error) {
      const plainer = next(error);
      return plainer ? attempt(plainer, deliver).catch(sayWhy) : sayWhy(error);
    }
  };

  return {
    async answer(answer) {
      await withFallback(answer, (message) =>
        callback({
          type: InteractionResponseType.ChannelMessageWithSource,
          data: { ...message, flags: isPrivate ? message.flags | MessageFlags.Ephemeral : message.flags },
        }),
      );
    },
    async defer() {
      const progress = {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        ...(isPrivate && { data: { flags: MessageFlags.Ephemeral } }),
      } as const;
      try {
        if (await callback(progress)) return "follow";
      } catch (error) {
        log.error(
          { interaction: id, code: discordCode(error) },
          `a progress message was refused: ${toChatError(error).message}`,
        );
      }
      return isOpen && ageMs() < RESPONSE_MS ? "answer" : "over";
    },
    follow: (answer) => withFallback(answer, edit),
    async open(form) {
      try {
        return await callback({ type: InteractionResponseType.Modal, data: form });
      } catch (error) {
        log.error({ interaction: id, code: discordCode(error) }, `a form was refused: ${toChatError(error).message}`);
        return false;
      }
    },
    async suggest(choices) {
      await callback({
        type: InteractionResponseType.ApplicationCommandAutocompleteResult,
        data: {
          choices: choices
            .filter(({ value }) => value !== "" && value.length <= CHOICE_VALUE)
            .slice(0, CHOICES)
            .map(choiceOf),
        },
      });
    },
  };
}

/** Whether an answer was certainly not shown and can't be shown this way: its token is refused or unknown. */
function isLost(error: unknown): boolean {
  return isUnauthorized(error) || discordCode(error) === UNKNOWN_WEBHOOK || toChatError(error).trouble === "busy";
}

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const UNKNOWN_WEBHOOK = 10015;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback-interaction-callback-response-object */
function messageIn(answer: unknown): string | undefined {
  const interaction = isRecord(answer) ? answer.interaction : undefined;
  const id = isRecord(interaction) ? interaction.response_message_id : undefined;
  return typeof id === "string" && /^\d+$/.test(id) ? id : undefined;
}

/** Spread over the first response's three seconds, and over the minutes for a deferred answer. */
const CALLBACK_DELAYS_MS = [100, 300, 900];
const EDIT_DELAYS_MS = [500, 2_000, 8_000, 30_000];
const LONGEST_WAIT_MS = 60_000;
const MARGIN_MS = 150;

function choiceOf({ value, label }: Choice) {
  return { name: shorten(label, CHOICE_NAME) || shorten(value, CHOICE_NAME), value };
}
