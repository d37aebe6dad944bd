import type { Reply, UnderstoodAsk } from "#chat";
import type { CheckedRequest, Rehearsal, RequestReading, ScheduleRequest } from "#schedule";
import { notice } from "../answer.ts";
import type { Tools } from "../command.ts";
import { joined, severalStories } from "../several.ts";
import { resolveTopic } from "../topic.ts";
import { askForRequest, requestFrom } from "./form.ts";
import { typedOptions } from "./typed.ts";
import { scheduleTitle } from "./which.ts";

/** What trying a schedule needs besides the library: reading a request, and making its posts. */
export type TrialTools = Omit<Tools, "answers"> & {
  readonly read: (request: ScheduleRequest) => RequestReading;
  readonly rehearse: (read: CheckedRequest, title: string) => Promise<Rehearsal>;
};

/** The reply to whoever tries a schedule, and what its place would get. */
export type TriedSchedule = { readonly reply: Reply; readonly rehearsal?: Rehearsal };

/**
 * Tries a schedule: reads it as the command does, and shows what would be posted. Nothing is kept. While something is
 * missing or wrong, the reply asks for it and there is no rehearsal.
 *
 * @example
 * const options = { topic: "rail-strike", times: "weekdays 09:00", zone: "London" };
 * const { reply, rehearsal } = await trySchedule({ id: "1", command: "briefing-schedule", options, place, by }, tools);
 */
export async function trySchedule(ask: UnderstoodAsk, tools: TrialTools): Promise<TriedSchedule> {
  const options = typedOptions(ask, tools.read, tools);
  const request = requestFrom(options, "UTC");
  if (!request.topic) return { reply: asking(request, "topic", HOW) };
  const isAll = request.topic.toLowerCase() === "all";
  const several = severalStories(request.topic, tools.library, ask.place);
  const resolved = isAll || several ? undefined : resolveTopic({ ...ask, options }, tools.library);
  if (resolved && "reply" in resolved) return { reply: resolved.reply };
  const named = { ...request, topic: several ? joined(several.briefings) : (resolved?.briefing.topic ?? "all") };
  if (!request.times) return { reply: asking(named, "times", HOW) };
  const read = tools.read(named);
  if ("problem" in read) return { reply: asking(named, read.in, read.problem) };
  const title = scheduleTitle(named.topic, tools, ask.place);
  const reply = asking(read.request, "times", NOTHING_KEPT);
  const when = request.onlyIfChanged ? "when something changed" : "each time";
  const tried = { label: title, detail: `${read.said.times}; posted ${when}` };
  return {
    reply: { ...reply, outcome: "answered", blocks: [{ kind: "list", items: [tried] }, ...reply.blocks] },
    rehearsal: await tools.rehearse(read, title),
  };
}

const HOW =
  'Name a story and when to post it to see what a channel would get. Write times like "weekdays 09:00", "daily 8:30" or "mon,thu 16:00".';
const NOTHING_KEPT =
  "This is only a trial: nothing is saved or posted. To schedule it, use /briefing-schedule in a Slack or Discord channel.";

function asking(request: ScheduleRequest, field: string, text: string): Reply {
  const { form, ...reply } = askForRequest({ request }, { field, text });
  const title = "Try a schedule";
  const filled = form && {
    ...form,
    title: "Times and story",
    submit: { ...form.submit, label: "Show what is posted" },
  };
  return { ...reply, title, blocks: [notice(text)], ...(filled && { form: filled }) };
}
