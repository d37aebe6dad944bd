/** Tells a process whether it is the one that does what only one process may do, now and whenever that changes. */
export type Lead = (tell: (leads: boolean) => void) => Following;

/** A process that follows who leads. */
export type Following = {
  /** Gives up the lead, if this process has it: another takes over in a moment. */
  stop(): Promise<void>;
};
