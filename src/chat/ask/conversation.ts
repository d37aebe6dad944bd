/** What was said earlier in a thread or direct message; looked up only if somebody asks without naming a story. */
export type Conversation = {
  /**
   * The topic of the last story that we answered about there; undefined if there is none or that can't be found out.
   * Never throws.
   */
  lastStory(): Promise<string | undefined>;
};
