import { dirname } from "node:path";
import type { Recalled } from "#editions";

/** Withdrawals could not be read from the store. `isBlind`: none at all is known. `why`: a sentence without its end. */
export type Unread = { readonly isBlind: boolean; readonly why: string } & Found;

/** Where it was looked for. `file`: the list of an earlier run. */
type Found = { readonly file: string; readonly database: WhichDatabase };

/** The one at DATABASE_URL, the one in DATA_DIR, or none yet. */
type WhichDatabase = "remote" | "embedded" | "none";

/** Which database a program has, where that is known by its settings and by whether anything is stored. */
export function whichDatabase(url: string | undefined, exists: boolean): WhichDatabase {
  if (url !== undefined) return "remote";
  return exists ? "embedded" : "none";
}

/** Something was withdrawn here before, so that something was stored. */
export function isMissed(recalled: Recalled): boolean {
  return recalled.kind === "damaged" || (recalled.kind === "known" && recalled.inForce.length > 0);
}

/** Why they could not be read, and what is known all the same. */
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
  // What to do with the database comes after that, and is said at the end.
  const [said = ""] = message.split(/[:.]\s|[:.]$/);
  return /^The (?:database|data folder) /.test(said) ? said : `The database cannot be read (${said})`;
}

/** For a program in a terminal: it refuses where nothing is known, since what it says might be withdrawn. */
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
 * For the bot, which goes on answering: most stories are never withdrawn, and an answer that does not come is a loss for all
 * of them. Whoever runs it hears which may be said wrongly.
 */
export function warning({ isBlind, why, database }: Unread): string {
  const until = database === "none" ? "DATA_DIR is restored from a backup" : "the database can be read";
  return isBlind
    ? `${why}. Until ${until}, the bot may show a withdrawn story. To hold one back, add withdrawn: true to its file.`
    : `${why}. Until ${until}, the bot may show a story withdrawn since.`;
}
