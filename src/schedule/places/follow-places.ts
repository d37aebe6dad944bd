import type { ChatError, Place } from "#chat";
import type { Tx } from "#store";
import { insertNotices } from "../notify/notices.ts";
import { WELCOME } from "../notify/welcome.ts";
import { movePlace } from "./move-place.ts";
import { losePlace, regainPlace, type Telling } from "./place-events.ts";
import { stopTenant, welcomeTenant } from "./tenant-events.ts";

type Tenant = { readonly platform: string; readonly tenant: string };

/** What happens to the places that the bot posts in, as reported by adapters. */
export type PlaceEvents = {
  /** The bot was removed from a workspace or server, or is back. */
  tenantRemoved(tenant: Tenant): Promise<void>;
  tenantBack(tenant: Tenant): Promise<void>;
  /** Somebody added the bot: they are sent a welcome once. */
  added(by: Tenant & { readonly person: string }): Promise<void>;
  /** A place was closed, or the bot was removed from it: its schedules pause, and their owners are told why. */
  placeLost(place: Place, why: ChatError): Promise<void>;
  /** The bot can post there again: owners are offered to resume. */
  placeBack(place: Place): Promise<void>;
  /** A place continues under another id. */
  placeMoved(place: Place, to: string): Promise<void>;
};

type Write = (follow: (telling: Telling, tx: Tx) => Promise<void>) => Promise<void>;

/** @param write runs something in one transaction if anything was ever stored; `writeFirst` runs it in any case */
export function createPlaceEvents(write: Write, writeFirst: Write): PlaceEvents {
  return {
    tenantRemoved: (tenant) => write(({ now }, tx) => stopTenant(tenant, now, tx)),
    tenantBack: (tenant) => write((telling, tx) => welcomeTenant(tenant, telling, tx)),
    added: ({ platform, tenant, person }) =>
      writeFirst(({ now }, tx) => {
        const key = `${WELCOME}:${platform}:${tenant}:${person}`;
        const notice = { key, platform, tenant, person, subscription: null, text: "Nutgraf was added here." };
        return insertNotices([notice], now, tx);
      }),
    placeLost: (place, why) => write((telling, tx) => losePlace(place, why, telling, tx)),
    placeBack: (place) => write((telling, tx) => regainPlace(place, telling, tx)),
    placeMoved: (place, to) => write((telling, tx) => movePlace(place, to, telling, tx)),
  };
}
