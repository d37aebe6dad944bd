import { chmod, cp, mkdir, mkdtemp, readdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";

/**
 * What a content folder starts with: a source and a briefing to change, or the two documents that come with Nutgraf.
 */
export type Start = "blank" | "example";

/** What is at a path: existing content, room for it, or a reason to choose another path, as a sentence. */
export type Room = { readonly kind: "content" | "free" } | { readonly kind: "refused"; readonly why: string };

const CHECKOUT = join(import.meta.dirname, "../../..");
const SHIPPED = join(CHECKOUT, "content");

/** Looks at where content would go. It must be outside the checkout, so that no update of the code touches it. */
export async function roomAt(folder: string): Promise<Room> {
  if (await isInCheckout(folder))
    return {
      kind: "refused",
      why: `${folder} is inside Nutgraf's own folder, which updates replace: choose one outside`,
    };
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (code === "ENOENT") return { kind: "free" };
    return { kind: "refused", why: `${folder} cannot be used as a folder (${code}): choose another` };
  }
  if (names.length === 0) return { kind: "free" };
  if (names.includes("sources") && names.includes("briefings")) return { kind: "content" };
  return { kind: "refused", why: `${folder} holds other files: choose an empty or a new folder` };
}

/** Whether a path is the checkout or inside it, after following links. */
export async function isInCheckout(folder: string): Promise<boolean> {
  const [real, root] = await Promise.all([realOf(resolve(folder)), realpath(CHECKOUT)]);
  return real === root || real.startsWith(root + sep);
}

/** Makes the folder with everything it starts with, or nothing at all. */
export async function startContent(folder: string, start: Start): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const beside = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    for (const name of ["sources", "briefings"]) await mkdir(join(beside, name));
    if (start === "example") {
      for (const name of ["sources", "briefings"])
        await cp(join(SHIPPED, name), join(beside, name), { recursive: true, dereference: true });
    } else {
      await writeFile(join(beside, "sources", "first-document.md"), FIRST_SOURCE);
      await writeFile(join(beside, "briefings", "first-story.md"), FIRST_BRIEFING);
    }
    // A temporary folder is private to its owner; this one gets the usual permissions.
    await chmod(beside, 0o777 & ~process.umask());
    await rename(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** The path with links resolved, as far as it exists. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return dirname(path) === path ? path : join(await realOf(dirname(path)), basename(path));
  }
}

const FIRST_SOURCE = `---
title: A document to replace
---
These lines stand in for a document. Replace them with the words of a real one, exactly as they are printed. Nutgraf keeps a document word for word and never changes it.

A statement in a briefing is shown only if the words that it quotes are in its source. If you change a word here, the statement that quotes it is held back until its quote is right again.

The next step is to put a document of your own into this folder. The command npm run add does that for a file or a web page.
`;

const FIRST_BRIEFING = `---
title: First story
aliases: [first]
audience: everyone
---

## What's happening

- These lines stand in for a document until you replace them. [^1]

## Why it's important

- A statement is shown only if the words that it quotes are in its source. [^2]

## What's next

- The next step is to put a document of your own into the folder. [^3]

[^1]: first-document "These lines stand in for a document"
[^2]: first-document "A statement in a briefing is shown only if the words that it quotes are in its source"
[^3]: first-document "The next step is to put a document of your own into this folder"
`;
