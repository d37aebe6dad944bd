/** Tells a process whether it does what only one of several may do, now and whenever that changes. */
export type Lead = (tell: (leads: boolean) => void) => Following;

export type Following = {
  /** Gives the lead up, if this process has it: another takes it in a moment. */
  stop(): Promise<void>;
};
