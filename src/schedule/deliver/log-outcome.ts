import type { ScheduleLog } from "../context/context.ts";
import { keyOf } from "../rows/slot-key.ts";
import type { Ended } from "./record-outcomes.ts";

/** Logs the outcome of a delivery, with the key that its platform knows it by. */
export function logEnded({ delivery, ending }: Ended, log: ScheduleLog): void {
  const { platform, tenant, place } = delivery;
  const { state } = ending;
  const details = {
    ...{ key: keyOf(delivery), platform, tenant, place, state },
    ...("reason" in ending && { reason: ending.reason }),
    ...("afterMs" in ending && { againInMs: ending.afterMs }),
    ...(ending.state === "sent" && { message: ending.posted.message }),
  };
  if (state === "failed" || state === "unknown") log.warn(details, "delivery failed or unconfirmed");
  else log.info(details, state === "planned" || state === "sending" ? "delivery waiting" : "delivery done");
}
