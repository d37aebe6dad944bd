import type { Asker, Place } from "./place.ts";

/** What a command was given, by option name. */
export type Options = Readonly<Record<string, string>>;

type Asked = {
  /** The platform's own id of this request: the same request delivered twice carries the same id. */
  readonly id: string;
  readonly command: string;
  readonly place: Place;
  readonly by: Asker;
  /** BCP 47, if the platform says. */
  readonly locale?: string;
  /** Others read the answer too, whatever the command, so it must hold nothing meant for the asker alone. */
  readonly aloud?: boolean;
  /**
   * Posted among people and not addressed to us: answered only if it clearly asks about a story, and without any other
   * effect.
   */
  readonly overheard?: boolean;
};

/** What a person (or a schedule) asked: words still to be understood, or options already named. */
export type Ask = Asked &
  (
    | { readonly words: string; readonly options?: undefined }
    | { readonly options: Options; readonly words?: undefined }
  );

/** An ask once its words are understood, as commands get it. */
export type UnderstoodAsk = Asked & { readonly options: Options };

/** A command with its options, small enough to fit in a button: see `pack`. */
export type Stub = { readonly command: string; readonly options: Options };

/** A suggestion for one option. */
export type Choice = { readonly value: string; readonly label: string };

/**
 * One option of a command; `text` is free text, like a question or a time. `many`: several values, separated by
 * periods. Choices of a topic are offered beside the stories. `long`: multi-line text, which a form always asks for.
 */
export type Option = {
  readonly name: string;
  readonly summary: string;
  readonly kind: "topic" | "choice" | "text";
  readonly choices?: readonly Choice[];
  readonly many?: boolean;
  readonly long?: boolean;
  /** The most characters of a text, even where a platform allows more. */
  readonly most?: number;
  /** Which of a typed command's last words are for this option; the value is the first group that matched. */
  readonly ending?: RegExp;
  /** Suggestions are offered while `text` is typed. */
  readonly suggests?: boolean;
  /** Carried by buttons only: nobody is asked to type it. */
  readonly unlisted?: boolean;
};

/** What a platform needs to know about a command to offer it. */
export type Spec = {
  readonly name: string;
  readonly summary: string;
  /** How it is used, after the name: `[topic]`. */
  readonly hint: string;
  readonly seenBy: "asker" | "everyone";
  /**
   * Who is offered it, if a platform can tell them apart: those who may schedule, or who manage a server. Absent: all.
   */
  readonly offeredTo?: "schedulers" | "managers";
  /** Plain words that mean this command, in lower case. */
  readonly says: readonly string[];
  readonly options: readonly Option[];
};
