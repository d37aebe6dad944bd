/** Where the adapter logs: an object of facts, then a sentence. Never log tokens. */
export type Log = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
};
