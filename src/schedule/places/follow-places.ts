import type { ChatError, Place } from "#chat";
import type { Tx } from "#store";
import { losePlace, regainPlace, type Telling } from "./place-events.ts";
import { stopTenant, welcomeTenant } from "./tenant-events.ts";

type Tenant = { readonly platform: string; readonly tenant: string };

/** What happens to the places that the bot posts in, as reported by adapters. */
export type PlaceEvents = {
  /** The bot was removed from a workspace or server, or is back. */
  tenantRemoved(tenant: Tenant): Promise<void>;
  tenantBack(tenant: Tenant): Promise<void>;
  /** A place was closed, or the bot was removed from it: its schedules pause, and their owners are told why. */
  placeLost(place: Place, why: ChatError): Promise<void>;
  /** The bot can post there again: owners are offered to resume. */
  placeBack(place: Place): Promise<void>;
};

/** @param write does something in one transaction, if anything was ever stored */
export function createPlaceEvents(
  write: (follow: (telling: Telling, tx: Tx) => Promise<void>) => Promise<void>,
): PlaceEvents {
  return {
    tenantRemoved: (tenant) => write(({ now }, tx) => stopTenant(tenant, now, tx)),
    tenantBack: (tenant) => write((telling, tx) => welcomeTenant(tenant, telling, tx)),
    placeLost: (place, why) => write((telling, tx) => losePlace(place, why, telling, tx)),
    placeBack: (place) => write((telling, tx) => regainPlace(place, telling, tx)),
  };
}
