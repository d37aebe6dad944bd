import { fold, folded, MOST_POINTS, type Option, type Options, POINTS, type Reply, WHICH_POINTS } from "#chat";

/** Set by buttons, and typed by people who know it. */
export const pointsOption: Option = {
  name: POINTS,
  summary: "Which points; by default, the first few of each section",
  kind: "choice",
  unlisted: true,
  choices: [
    { value: WHICH_POINTS.all, label: "All points" },
    { value: WHICH_POINTS.afterAnswer, label: "The points after the first five of each section" },
    { value: WHICH_POINTS.afterPost, label: "The points after the first three of each section" },
  ],
};

/** Cuts a reply that has all points down to the named ones; by default, the first of each section. */
export function pointsWanted(reply: Reply, which: string | undefined): Reply {
  if (which === WHICH_POINTS.all) return reply;
  const most = which === WHICH_POINTS.afterPost ? MOST_POINTS.post : MOST_POINTS.answer;
  const rest = which === undefined ? undefined : folded(reply, most);
  // There may be fewer points now than when the button was offered.
  if (rest && rest.blocks.length > 0) return rest;
  const { command, options } = reply.answers ?? { command: "", options: {} };
  return fold(reply, MOST_POINTS.answer, { command, options: { ...options, [POINTS]: WHICH_POINTS.afterAnswer } });
}

/** The option that names the same points. */
export function pointsNamed(which: string | undefined): Options {
  return which === undefined ? {} : { [POINTS]: which };
}
