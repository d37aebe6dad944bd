import { loadLibrary } from "#briefing";
import type { AddingDesk } from "#console";

/** A person waits at a browser, and the server closes idle connections. */
const LIMITS = { fetchMs: 12_000, readMs: 15_000 };

/** Lets people add sources on the console. The code that reads documents is loaded on first use. */
export async function openDesk(folder: string, now: () => number): Promise<AddingDesk> {
  const { cleanAddress, dayIn, keepSource, openDocument, propose } = await import("#draft");
  return {
    read: (what) => openDocument(what, { limits: LIMITS, today: new Date(now()).toISOString().slice(0, 10) }),
    propose: async (document, wish) => propose(document, { ...wish, library: await loadLibrary(folder) }),
    keep: (proposal) => keepSource(proposal, folder),
    dayIn,
    addressIn: cleanAddress,
  };
}
