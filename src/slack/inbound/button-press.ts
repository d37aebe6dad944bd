import type { Ask } from "#chat";
import type { Asked } from "../outbound/private-reply.ts";
import type { Pressed } from "../render/buttons.ts";

/** A press on one of our buttons: a new ask, answered privately, in a dialog, or shared in the channel. */
export type Press = {
  readonly ask: Ask;
  readonly pressed: Pressed;
  readonly asked: Asked;
  readonly triggerId: string;
  /** The modal that contains the button. */
  readonly view?: { readonly id: string; readonly hash?: string };
};
