/** What went before in a thread or a direct message, looked up only if somebody asks without naming a story. */
export type Conversation = {
  /** The story that we told of last there, by its topic; undefined where there is none or it cannot be told. Never throws. */
  lastStory(): Promise<string | undefined>;
};
