import type { Context } from "hono";
import { notOurs, ownForms } from "../access/own-forms.ts";
import type { Page } from "../pages/page.ts";
import { renderCheck } from "./card.ts";
import type { ReviewDesk } from "./desk.ts";
import { draftPage, type Told } from "./draft-page.ts";
import { donePage, listPage } from "./list-page.ts";
import { meanwhile, packDropped, type ReviewForm, readForm, unsaved } from "./read-form.ts";

const MOST_BYTES = 1024 * 1024;

/** What the review pages need from the console around them, which lets in only who is logged in. */
export type Reviewing = {
  readonly desk: ReviewDesk;
  readonly publicUrl?: string;
  readonly show: (c: Context, page: Page, status?: 200 | 400 | 403 | 409 | 413) => Response | Promise<Response>;
  readonly missing: (c: Context) => Response | Promise<Response>;
};

/** Drafts: listed, looked at statement by statement, changed and published. */
export function reviewAnswers({ desk, publicUrl, show, missing }: Reviewing) {
  const taking = ownForms({
    ...{ publicUrl, mostBytes: MOST_BYTES },
    refuse: async (c) =>
      show(c, listPage(await desk.list(), String(notOurs(publicUrl, "open the draft", "/review"))), 403),
    tooLarge: (c) => c.text("Too much text at once.\n", 413),
  });
  const post = (work: (c: Context, topic: string, form: ReviewForm) => Promise<Response>) =>
    taking(async (c) => {
      const fields = await c.req.parseBody({ all: true }).catch(() => ({}));
      return work(c, c.req.param("topic") ?? "", readForm(fields));
    });
  const again = async (c: Context, topic: string, told: Told, status: 200 | 400 | 409 = 200) => {
    const look = await desk.look(topic);
    return look ? show(c, draftPage(look, told), status) : gone(c, topic);
  };
  const gone = async (c: Context, topic: string) =>
    show(c, listPage(await desk.list(), `The draft of ${topic} is gone: somebody published or removed it`), 409);

  const deal = post(async (c, topic, form) => {
    if (form.what === "undo") return undo(c, topic, form);
    if (form.what === "publish") return publish(c, topic, form);
    if (CHANGES.has(form.what)) return change(c, topic, form);
    return again(c, topic, { form });
  });

  const change = async (c: Context, topic: string, form: ReviewForm) => {
    const wish = changeOf(form);
    if (!wish)
      return again(
        c,
        topic,
        { form, text: "Nothing was changed: that button isn't recognized. Reload the page." },
        400,
      );
    const before = wish.kind === "drop" ? await desk.look(topic) : undefined;
    const came = await desk.change(topic, form.of, wish);
    if (!came) return gone(c, topic);
    const { look } = came;
    if (came.kind === "stale") return show(c, draftPage(look, stale(came.look, form)), 409);
    if (came.kind === "refused") return show(c, draftPage(look, { form, text: came.why }), 400);
    if (came.kind === "withheld") {
      const told = { id: form.id, text: "Not saved: as it stands it would be withheld.", tried: came.card };
      return show(c, draftPage(look, { form, card: told }), 400);
    }
    const at = before?.cards.findIndex(({ id }) => id === form.id) ?? -1;
    const card = before?.cards[at];
    const id = came.id;
    // Moved, it says what it said.
    const seen =
      wish.kind !== "reword" && id !== undefined && form.seen.has(form.id) ? new Set([...form.seen, id]) : form.seen;
    const kept = { ...form, seen };
    const words = wish.kind === "reword" ? "Saved." : "Moved.";
    return show(
      c,
      draftPage(look, {
        form: kept,
        ...(card ? { dropped: packDropped(card, at) } : id !== undefined && { card: { id, text: words } }),
      }),
    );
  };

  const publish = async (c: Context, topic: string, form: ReviewForm) => {
    const look = await desk.look(topic);
    if (!look) return gone(c, topic);
    if (look.of !== form.of) return show(c, draftPage(look, stale(look, form)), 409);
    const open = look.cards.filter((card) => unsaved(card, form.typed.get(card.id)));
    const why =
      open.length > 0
        ? "Nothing was published: some words are not saved yet. Check and save them, or put back what stood there."
        : look.faults.length + look.cards.filter(({ errors }) => errors.length > 0).length > 0
          ? "Nothing was published: fix what is named below first."
          : isName(form.by)
            ? undefined
            : "Nothing was published: say who has reviewed it, by a name of at most 75 characters.";
    if (why !== undefined) return show(c, draftPage(look, { form, text: why }), 400);
    const came = await desk.publish(topic, { of: form.of, seen: form.seen, by: form.by });
    if (came.kind === "stale") return show(c, draftPage(came.look, stale(came.look, form)), 409);
    if (came.kind === "refused") return again(c, topic, { form, text: `Nothing was published: ${came.why}` }, 409);
    const { undoable } = await desk.list();
    return show(
      c,
      donePage(
        topic,
        came,
        undoable.find((one) => one.topic === topic),
      ),
      came.kind === "done" ? 200 : 409,
    );
  };

  const undo = async (c: Context, topic: string, { by, at }: ReviewForm) => {
    if (!isName(by)) return show(c, listPage(await desk.list(), "Say who undoes it: fill in your name"), 400);
    const came = await desk.undo(topic, { by, at });
    return show(c, donePage(topic, came, undefined), came.kind === "done" ? 200 : 409);
  };

  const check = post(async (c, topic, form) => {
    const typed = form.typed.get(form.id);
    const wish = typed && { kind: "reword" as const, id: form.id, text: typed.text, cites: typed.cites };
    const card = wish && (await desk.tryWording(topic, wish));
    return card ? c.html(renderCheck(card, true)) : missing(c);
  });

  return {
    list: async (c: Context) => show(c, listPage(await desk.list())),
    async look(c: Context) {
      const look = await desk.look(c.req.param("topic") ?? "");
      return look ? show(c, draftPage(look)) : missing(c);
    },
    deal,
    check,
  };
}

const CHANGES: ReadonlySet<string> = new Set(["save", "drop", "up", "down", "back"]);

function changeOf({ what, id, typed, dropped }: ReviewForm) {
  if (what === "back") return dropped;
  if (what === "drop") return { kind: "drop", id } as const;
  if (what === "up" || what === "down") return { kind: what, id } as const;
  const words = typed.get(id);
  return words && ({ kind: "reword", id, text: words.text, cites: words.cites } as const);
}

function stale(look: Parameters<typeof meanwhile>[0], form: ReviewForm): Told {
  return {
    form,
    text: "Somebody changed this meanwhile, so nothing was saved or published. What you typed still stands in its fields: look at what changed, and press the button again.",
    meanwhile: meanwhile(look, form),
  };
}

/** As the name that a review is signed with is read. */
function isName(by: string): boolean {
  return /[\p{L}\p{N}]/u.test(by.replace(/<[^<>]*>\s*$/, "")) && by.length <= 160;
}
