import { type APIInteraction, ChannelType, InteractionContextType } from "discord-api-types/v10";
import { type Ask, type Bot, type Choice, createOnce, type Reply, takesLong } from "#chat";
import type { AllowedServers } from "../outbound/allowed-servers.ts";
import { answerElsewhere, type LostWayTools } from "../outbound/answer-elsewhere.ts";
import type { KnownCommands } from "../outbound/command-ids.ts";
import { type Answer, type RespondTools, respondTo } from "../outbound/interaction-response.ts";
import type { RecentPermissions } from "../outbound/recent-permissions.ts";
import { type Shares, type Told, whyNotShared } from "../outbound/share.ts";
import { renderMessage, renderPlain, renderUnlinked } from "../render/message.ts";
import { modalOf } from "../render/modal.ts";
import { toChatError } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";
import { isInteraction, type Request, requestOf } from "./request.ts";

export type ListenOptions = RespondTools &
  LostWayTools & {
    readonly bot: Bot;
    readonly shares: Shares;
    readonly seen: RecentPermissions;
    readonly allowed: AllowedServers;
    readonly commands: KnownCommands;
    readonly userInstalls: boolean;
  };

export type Listener = {
  /** Accepts any interaction payload from the gateway. */
  hear(data: unknown): void;
  /** Resolves when everything heard so far is answered. */
  settled(): Promise<void>;
};

/** At most this many interactions are remembered, so that a replayed one is answered once. */
const REMEMBERED = 10_000;

/** Answers each interaction once, with a progress message if that takes almost a second, and never with silence. */
export function listenTo(options: ListenOptions): Listener {
  const { log, seen } = options;
  const isAgain = createOnce(REMEMBERED);
  const open = new Set<Promise<void>>();
  return {
    hear(data) {
      if (!isInteraction(data)) {
        log.warn({}, "ignored a malformed interaction");
        return;
      }
      if (isAgain(data.id)) return;
      seen.note(data);
      const work = handle(data, options).catch((error: unknown) => {
        log.error({ interaction: data.id }, `an interaction failed: ${toChatError(error).message}`);
      });
      open.add(work);
      void work.finally(() => open.delete(work));
    },
    async settled() {
      await Promise.all(open);
    },
  };
}

async function handle(interaction: APIInteraction, options: ListenOptions): Promise<void> {
  const request = requestOf(interaction);
  if (!request) return;
  const { bot, log, commands } = options;
  if ("data" in interaction && interaction.data && "name" in interaction.data)
    commands.note(interaction.data.name, interaction.data.id);
  const isPrivate = !(request.kind === "ask" && request.from === "command" && isForEveryone(request.ask.command, bot));
  const responder = respondTo(interaction, isPrivate, options);
  const refusal = refusalOf(interaction, options);
  if (request.kind === "suggest")
    return responder.suggest((await refusal) === undefined ? await suggest(request, bot) : []);
  const work = refusal.then((why) =>
    why === undefined ? tell(interaction, request, isPrivate, options) : sentence("Not here", why),
  );
  const told = (await takesLong(work)) ? undefined : await work;
  const opens = request.kind === "ask" && request.from === "opener";
  const modal =
    told &&
    request.kind === "ask" &&
    (opens || asksForMore(told.reply, request)) &&
    formOf(told.reply, request.ask, bot);
  // A form can only be opened as the first response.
  if (modal && (await responder.open(modal))) return;
  const shown = (told: Told) => {
    const { reply, frame } = opens && told.reply.form ? unopened : told;
    return renderedAs({ reply, frame: { ...frame, commands: commands.ids() } }, log);
  };
  if (told) return responder.answer(shown(told));
  const way = await responder.defer();
  if (way === "over") return;
  const late = await work;
  if (way === "answer") return responder.answer(shown(late));
  if ((await responder.follow(shown(late))) === "lost") await answerElsewhere(interaction, late, isPrivate, options);
}

/** A command with a missing option opens the form at once; one with a wrong option gets an answer that says so. */
function asksForMore({ form, actions }: Reply, { from, ask }: Request & { kind: "ask" }): boolean {
  if (from !== "command" || !form?.problem || actions.length > 0) return false;
  return (ask.options?.[form.problem.field] ?? "") === "";
}

function formOf(reply: Reply, { words: _, ...asked }: Ask, bot: Bot) {
  const typed = { ...asked, command: reply.form?.submit.ask.command ?? asked.command, options: {} };
  return modalOf(reply, ({ name }) => bot.suggest(typed, name));
}

async function tell(
  interaction: APIInteraction,
  request: Request,
  isPrivate: boolean,
  options: ListenOptions,
): Promise<Told> {
  const { bot, log, shares } = options;
  if (request.kind === "share")
    return shares.share(interaction, request.ask, request.shareOf, bot).catch((error: unknown) => {
      log.error({ interaction: interaction.id, problem: toChatError(error).message }, "an answer could not be shared");
      return sentence("That did not work", "Sorry, this could not be answered. Please try again.", "trouble");
    });
  if (request.kind !== "ask") return sentence("Outdated button", STALE);
  // Don't offer a share that would be refused.
  const share = isPrivate && whyNotShared(interaction) === undefined;
  return { reply: await bot.answer(request.ask), frame: { share } };
}

const STALE = "This comes from another version of this bot. Please ask again: type / and choose a command.";

/** Why the bot doesn't answer here; undefined if it does. */
async function refusalOf(
  interaction: APIInteraction,
  { allowed, userInstalls }: ListenOptions,
): Promise<string | undefined> {
  const { guild_id: server, authorizing_integration_owners: owners, context, member, user, channel } = interaction;
  const person = member?.user.id ?? user?.id ?? "";
  const alone = context === InteractionContextType.BotDM || (context === undefined && channel?.type === ChannelType.DM);
  if (!(await allowed.admits({ server, person, alone }))) return server === undefined ? NOT_A_MEMBER : NOT_SERVED;
  // Discord may send null here, though its types don't say so.
  const byUserOnly = owners?.[0] === undefined && owners?.[1] !== undefined;
  return byUserOnly && !userInstalls ? "Sorry, this bot only works in servers that have added it." : undefined;
}

const NOT_SERVED = "Sorry, this bot only works in the servers of the people who run it.";
const NOT_A_MEMBER = "Sorry, this bot only works in the servers of the people who run it, and for their members.";

function isForEveryone(command: string, { specs }: Bot): boolean {
  return specs.find(({ name }) => name === command)?.seenBy === "everyone";
}

/** Suggestions; if an option takes several values, for the last one, which is still being typed. */
async function suggest({ ask, option }: Request & { kind: "suggest" }, bot: Bot): Promise<readonly Choice[]> {
  const { many } =
    bot.specs.find(({ name }) => name === ask.command)?.options.find(({ name }) => name === option) ?? {};
  if (!many) return (await bot.suggestStored?.(ask, option)) ?? bot.suggest(ask, option);
  const typed = (ask.options?.[option] ?? "").split(/[\s,.]+/);
  const before = typed.slice(0, -1).filter((word) => word !== "");
  const { words: _, ...asked } = ask;
  const choices = bot.suggest({ ...asked, options: { ...ask.options, [option]: typed.at(-1) ?? "" } }, option);
  return choices
    .filter(({ value }) => !before.includes(value))
    .map(({ value, label }) => ({ value: [...before, value].join("."), label: [...before, label].join(", ") }));
}

function renderedAs({ reply, frame }: Told, log: Log): Answer {
  return {
    message() {
      try {
        return renderMessage(reply, frame);
      } catch (error) {
        log.error({ problem: String(error) }, "a reply could not be rendered");
        return renderPlain(sentence("That did not work", "Sorry, this cannot be shown here.", "trouble").reply, {
          share: false,
        });
      }
    },
    plain: () => renderPlain(reply, frame),
    unlinked: () => renderUnlinked(reply, frame),
    refused(why) {
      const said = sentence("", `Sorry, Discord won't show this answer here: ${why}.`, "trouble");
      return renderPlain(said.reply, said.frame);
    },
  };
}

function sentence(title: string, text: string, tone: "info" | "trouble" = "info"): Told {
  const outcome = tone === "trouble" ? "trouble" : "none";
  const reply: Reply = { outcome, title, blocks: [{ kind: "notice", tone, text }], notes: [], actions: [] };
  return { reply, frame: { share: false } };
}

const unopened = sentence("That didn't open", "Sorry, the form could not be opened. Please try again.", "trouble");
