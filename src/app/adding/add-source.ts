import { loadLibrary } from "#briefing";
import { type Document, FACT_NAMES, type FactName, type Facts, keepSource, openDocument, propose } from "#draft";
import { type Choice, chosenOf, numbersIn } from "./choose-items.ts";
import { showDocument, showFeed, showProposal } from "./show-document.ts";

/** What the command line says about what is added. */
export type Given = Choice & { readonly [Name in FactName]?: string } & {
  readonly id?: string;
  readonly replaces?: string;
  readonly yes?: boolean;
};

/** Where sources are added, and how to talk to the person. */
export type AddDesk = {
  readonly folder: string;
  /** Today, as `YYYY-MM-DD`. */
  readonly today: string;
  readonly say: (text: string) => void;
  /** Reports an error; the command then fails. */
  readonly fail: (why: string) => void;
  /** Asks a question; absent if nobody is at the terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Reports progress on slow steps. */
  readonly openProgress: () => { readonly tell: (doing: string) => void; readonly end: () => void };
};

/**
 * Makes sources from a document, or from chosen items of a feed; each is shown before it is kept. Returns the ids of
 * the sources; undefined if anything was not kept; the person has already seen why.
 */
export async function addFrom(name: string, given: Given, desk: AddDesk): Promise<readonly string[] | undefined> {
  const opened = await open(name, desk);
  if (opened.kind === "refused") return refuse(desk, `${name}: ${opened.why}.`);
  if (opened.kind === "document") return addOne(name, opened.document, given, desk);
  desk.say(showFeed(name, opened.feed));
  const { items } = opened.feed;
  const chosen = chosenOf(items, given) ?? chosenOf(items, await askWhich(items.length, desk));
  if (!chosen) {
    desk.say("Say which to add: --latest N, --items 1,3-5 or --all.");
    return undefined;
  }
  const own = ofOneDocument(given);
  if (chosen.length > 1 && own !== undefined) return refuse(desk, `--${own} is for one document: choose one item.`);
  const ids: (string | undefined)[] = [];
  for (const { title, url } of chosen) {
    if (url !== undefined) ids.push(...((await addItem(url, given, desk)) ?? [undefined]));
    else ids.push(refuse(desk, `“${title}” has no address in the feed: add its page by its address.`));
  }
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

/** The first given option that can apply only to a single document. */
export function ofOneDocument(given: Given): string | undefined {
  return ["id", "replaces", ...FACT_NAMES].find((name) => name in given);
}

async function open(name: string, { today, openProgress }: AddDesk) {
  const progress = openProgress();
  try {
    return await openDocument(name, { today, progress: progress.tell });
  } finally {
    progress.end();
  }
}

async function addItem(url: string, given: Given, desk: AddDesk): Promise<readonly string[] | undefined> {
  const opened = await open(url, desk);
  if (opened.kind === "refused") return refuse(desk, `${url}: ${opened.why}.`);
  if (opened.kind === "feed") return refuse(desk, `${url}: it is a feed within a feed: add it by itself.`);
  return addOne(url, opened.document, given, desk);
}

async function addOne(
  name: string,
  found: Document,
  given: Given,
  desk: AddDesk,
): Promise<readonly string[] | undefined> {
  const document = { ...found, facts: withGiven(found.facts, given) };
  const { id, replaces } = given;
  const proposed = propose(document, {
    name,
    library: await loadLibrary(desk.folder),
    ...(id !== undefined && { id }),
    ...(replaces !== undefined && { replaces }),
  });
  if (proposed.kind === "refused") return refuse(desk, `${name}: ${proposed.why}.`);
  const proposal = proposed.value;
  desk.say(showDocument(name, proposal.kind === "same" ? document : proposal.document));
  desk.say(showProposal(proposal, desk.folder));
  if (proposal.kind === "same") return [(proposal.replacedBy ?? proposal.source).id];
  if (!given.yes && !desk.ask)
    return refuse(
      desk,
      "Nothing was kept: say --yes to keep it as it is shown. --title, --author, --publisher, --url, --published and --id change what is shown.",
    );
  if (!given.yes && !/^(?:y|yes|)$/i.test((await desk.ask?.("Keep it? [Y/n] "))?.trim() ?? "n")) {
    desk.say("Nothing was kept.");
    return undefined;
  }
  const kept = await keepSource(proposal, desk.folder);
  if (kept.kind === "refused") return refuse(desk, `${kept.why}.`);
  desk.say(`Kept as ${kept.value}.`);
  return [proposal.id];
}

/** The command line overrides what the document says; an empty value removes it. */
function withGiven(facts: Facts, given: Given): Facts {
  const merged = FACT_NAMES.flatMap((name) => {
    const own = given[name];
    if (own === undefined) return facts[name] ? [[name, facts[name]]] : [];
    return own.trim() === "" ? [] : [[name, { value: own.trim(), from: "as you said" }]];
  });
  return Object.fromEntries(merged);
}

async function askWhich(count: number, { ask }: AddDesk): Promise<Choice> {
  if (!ask || count === 0) return {};
  const answer = (await ask("Which? Numbers like 1,3-5, or all: ")).trim();
  if (/^all$/i.test(answer)) return { all: true };
  const items = numbersIn(answer);
  return items ? { items } : {};
}

function refuse({ fail }: AddDesk, why: string): undefined {
  fail(why);
  return undefined;
}
