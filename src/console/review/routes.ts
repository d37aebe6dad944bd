import type { Door } from "../access/door.ts";
import { loadedOnce, type Route } from "../pages/route.ts";
import type { ReviewDesk } from "./desk.ts";

export type ReviewOptions = {
  readonly open: () => Promise<ReviewDesk>;
  readonly publicUrl?: string;
};

/** No form goes anywhere else. */
const TOPIC = ":topic{[a-z0-9-]{1,48}}";

/** Where drafts are reviewed. */
export function reviewRoutes({ open, publicUrl }: ReviewOptions, { show, missing }: Door): readonly Route[] {
  const page = loadedOnce(async () => {
    const [{ reviewAnswers }, desk] = await Promise.all([import("./answers.ts"), open()]);
    return reviewAnswers({ desk, show, missing, ...(publicUrl !== undefined && { publicUrl }) });
  });
  return [
    { method: "GET", path: "/review", closed: true, answer: page("list") },
    { method: "GET", path: "/review/:topic", closed: true, answer: page("look") },
    { method: "POST", path: `/review/${TOPIC}`, closed: true, answer: page("deal") },
    { method: "POST", path: `/review/${TOPIC}/check`, closed: true, answer: page("check") },
  ];
}
