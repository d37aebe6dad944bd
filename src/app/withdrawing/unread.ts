import type { Recalled } from "#editions";

/** What is withdrawn could not be read from the store. `isBlind`: nothing at all is known of it. */
export type Unread = { readonly isBlind: boolean; readonly why: string };

/** Why it could not be read, and what is known all the same: a sentence without its end. */
export function unreadBecause(error: unknown, recalled: Recalled, file: string): Unread {
  const message = error instanceof Error ? error.message : String(error);
  // What to do with the database comes after that, and is said at the end.
  const [said = ""] = message.split(/[:.]\s|[:.]$/);
  const away = /^The (?:database|data folder) /.test(said) ? said : `The database cannot be read (${said})`;
  if (recalled.kind === "known") {
    const asOf = new Date(recalled.asOfMs).toISOString().slice(0, 16).replace("T", " ");
    return { isBlind: false, why: `${away}: what was withdrawn by ${asOf} UTC is held back` };
  }
  const lost = recalled.kind === "none" ? `there is no ${file} of an earlier run` : `${file} is damaged`;
  return { isBlind: true, why: `${away}, and ${lost} that says which stories are withdrawn` };
}

/** For a program in a terminal: it refuses where nothing is known, since what it says might be withdrawn. */
export function refusal({ isBlind, why }: Unread): string {
  return isBlind
    ? `${why}: nothing is answered until the database can be read. Start it, or correct DATABASE_URL; npm run doctor says what is wrong.`
    : `${why}, and what was withdrawn since is not. npm run doctor says what is wrong.`;
}

/**
 * For the bot, which goes on answering: most stories are never withdrawn, and an answer that does not come is a loss for all
 * of them. Whoever runs it hears which may be said wrongly.
 */
export function warning({ isBlind, why }: Unread): string {
  return isBlind
    ? `${why}: until the database can be read, a withdrawn story may be said. To hold one back, write withdrawn: true into its file.`
    : `${why}, and until the database can be read, what was withdrawn since may be said.`;
}
