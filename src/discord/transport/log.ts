/** Where the adapter tells what happened: an object of facts, then a sentence. Tokens never go in. */
export type Log = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
};
