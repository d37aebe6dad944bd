/** The store can't be used; the message is a sentence for whoever runs the bot. */
export class StoreError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StoreError";
  }
}
