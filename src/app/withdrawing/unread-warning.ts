import { dirname } from "node:path";
import type { Recalled } from "#editions";

/**
 * Withdrawals could not be read from the store. `isBlind`: none are known at all. `why`: a sentence without its period.
 */
export type Unread = { readonly isBlind: boolean; readonly why: string } & Found;

/** Where they were looked for. `file`: the list that an earlier run saved. */
type Found = { readonly file: string; readonly database: WhichDatabase };

/** The one at DATABASE_URL, the one in DATA_DIR, or none yet. */
type WhichDatabase = "remote" | "embedded" | "none";

/** Which database a program uses, judging by its settings and by whether anything is stored. */
export function whichDatabase(url: string | undefined, exists: boolean): WhichDatabase {
  if (url !== undefined) return "remote";
  return exists ? "embedded" : "none";
}

/** Whether something was withdrawn here before, so there should be a store. */
export function isMissed(recalled: Recalled): boolean {
  return recalled.kind === "damaged" || (recalled.kind === "known" && recalled.inForce.length > 0);
}

/** Why they could not be read, and what is known nevertheless. */
export function unreadBecause(error: unknown, recalled: Recalled, found: Found): Unread {
  const { file, database } = found;
  const away = database === "none" ? `There is no database in ${dirname(file)}` : awayBecause(error);
  if (recalled.kind === "known") {
    const asOf = new Date(recalled.asOfMs).toISOString().slice(0, 16).replace("T", " ");
    const why = `${away}: stories withdrawn before ${asOf} UTC stay withheld; later withdrawals are not known`;
    return { isBlind: false, why, ...found };
  }
  const lost = recalled.kind === "none" ? "missing" : "damaged";
  return { isBlind: true, why: `${away}, and ${file}, which lists the withdrawn stories, is ${lost}`, ...found };
}

function awayBecause(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Keep only the cause: the rest says what to do with the database, which is added at the end.
  const [said = ""] = message.split(/[:.]\s|[:.]$/);
  return /^The (?:database|data folder) /.test(said) ? said : `The database cannot be read (${said})`;
}

/** For a program in a terminal. If nothing is known it refuses to answer, since a story might have been withdrawn. */
export function refusal({ isBlind, why, file, database }: Unread): string {
  if (!isBlind) return `${why}. npm run doctor says what is wrong.`;
  const toDo = {
    remote: "Start the database, or correct DATABASE_URL; npm run doctor says what is wrong.",
    embedded: "npm run doctor says what is wrong; if the database is damaged, restore DATA_DIR from a backup.",
    none: `Restore DATA_DIR from a backup, or remove ${file} if nothing was withdrawn.`,
  };
  return `${why}, so nothing is answered. ${toDo[database]}`;
}

/**
 * For the bot, which goes on answering: most stories are never withdrawn, and without answers all of them would be
 * lost. Says to whoever runs it what may be shown wrongly.
 */
export function warning({ isBlind, why, database }: Unread): string {
  const until = database === "none" ? "DATA_DIR is restored from a backup" : "the database can be read";
  return isBlind
    ? `${why}. Until ${until}, the bot may show a withdrawn story. To hold one back, add withdrawn: true to its file.`
    : `${why}. Until ${until}, the bot may show a story withdrawn since.`;
}
