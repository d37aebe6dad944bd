import type { Context } from "hono";

export type Answering = (c: Context) => Response | Promise<Response>;

/** A page, a part of one, or what takes a form. */
export type Route = {
  readonly method: "GET" | "POST";
  /** As Hono reads it: `/briefings/:topic`. */
  readonly path: string;
  /** Who is not logged in is sent to log in. */
  readonly closed?: true;
  readonly answer: Answering;
};

/** Answers that are loaded with the first that is asked for, so that what starts doesn't wait for them. */
export function loadedOnce<Name extends string>(
  load: () => Promise<Readonly<Record<Name, Answering>>>,
): (name: Name) => Answering {
  const answers = openedOnce(load);
  return (name) => async (c) => (await answers())[name](c);
}

/** Opens with the first that asks. After a failure the next finds it opened anew. */
export function openedOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
