import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import pTimeout from "p-timeout";

/** A receiver that knows which payloads are still being answered; `heard` is called for each that arrives. */
export type InFlight = {
  readonly receiver: Receiver;
  /** Resolves once nothing is in progress, or after `withinMs`. */
  settled(withinMs: number): Promise<void>;
};

export function trackInFlight(receiver: Receiver, heard: () => void): InFlight {
  const inHand = new Set<Promise<void>>();
  const hold = (app: App): App => {
    const processEvent = (event: ReceiverEvent): Promise<void> => {
      heard();
      const work = app.processEvent(event).finally(() => inHand.delete(work));
      inHand.add(work);
      return work;
    };
    return Object.create(app, { processEvent: { value: processEvent } });
  };
  return {
    receiver: {
      init: (app) => receiver.init(hold(app)),
      start: () => receiver.start(),
      stop: () => receiver.stop(),
    },
    async settled(withinMs) {
      await pTimeout(Promise.allSettled(inHand), { milliseconds: withinMs, fallback: () => [] });
    },
  };
}
