import type { types } from "@slack/bolt";
import { retryOnce } from "../transport/retry.ts";
import type { Context } from "./context.ts";

/** The dialog of a press: the one that contains the button, or one that is opened when something is first shown. */
export type Dialog = {
  isOpen(): boolean;
  /** @throws what the library throws */
  show(view: types.ModalView): Promise<void>;
};

/** A trigger opens one dialog, within three seconds; after that the dialog is updated. */
export function dialogOf(
  { client }: Pick<Context, "client">,
  { triggerId, view: current }: { readonly triggerId: string; readonly view?: { readonly id: string } },
): Dialog {
  let view_id = current?.id;
  return {
    isOpen: () => view_id !== undefined,
    async show(view) {
      const opened = view_id;
      if (opened !== undefined)
        await retryOnce(() => client.views.update({ view_id: opened, view }), { repeatable: true });
      else view_id = (await client.views.open({ trigger_id: triggerId, view })).view?.id;
    },
  };
}
