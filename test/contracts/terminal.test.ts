import { createTerminal, TERMINAL_PLACE } from "#terminal";
import { describeAdapter, type Shown } from "./adapter.ts";

describeAdapter(
  "terminal",
  async (bot) => {
    const shown: Shown[] = [];
    let askedAt = 0;
    const adapter = createTerminal({
      look: { columns: 1_000, colors: false },
      newId: () => "1",
      show: ({ text, place, seenBy, isProgress }) => {
        const live = text.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g) ?? [];
        shown.push({ text, seenBy, where: place.id, isProgress, live, afterMs: performance.now() - askedAt });
      },
    });
    await adapter.start(bot);
    return {
      adapter,
      place: TERMINAL_PLACE,
      asker: { id: "terminal" },
      async ask(command, topic) {
        askedAt = performance.now();
        const answered = adapter.ask(`/${command} ${topic}`);
        void answered.catch(() => {});
        return { ackMs: performance.now() - askedAt };
      },
      redeliver: async () => {},
      echo: async () => {},
      refusePost: () => {},
      shown: () => shown,
      illegal: () => [],
      stop: () => adapter.stop(),
    };
  },
  {
    cuts: "a terminal scrolls: nothing has to be cut",
    troubles: "a terminal refuses nothing",
    once: "nothing is delivered to a terminal twice",
    echo: "a terminal's output is not read back",
  },
);
