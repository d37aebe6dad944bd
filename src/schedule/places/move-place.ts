import { sql } from "kysely";
import type { Place } from "#chat";
import type { Tx } from "#store";
import { whereIn } from "../notify/notice-reply.ts";
import { regainPlace, type Telling } from "./place-events.ts";

/**
 * A place continues under another id: its schedules (in its threads too), posts and waiting notices follow. Deliveries
 * in progress start over. Schedules that paused because the old id was gone are offered to be resumed.
 */
export async function movePlace(from: Place, to: string, telling: Telling, tx: Tx): Promise<void> {
  const { platform, tenant, id: old } = from;
  const here = { platform, tenant };
  const { now } = telling;
  const moved = (column: string) => sql<string>`cast(${to} as text) || substr(${sql.ref(column)}, ${old.length + 1})`;
  const isOf = (column: string) => sql<boolean>`substr(${sql.ref(column)}, 1, ${old.length + 1}) = ${`${old}/`}`;
  await tx
    .updateTable("subscriptions")
    .set({ place: to, changed_at: now })
    .where((eb) => eb.and({ ...here, place: old }))
    .execute();
  await tx
    .updateTable("subscriptions")
    .set({ parent: to, changed_at: now })
    .where((eb) => eb.and({ ...here, parent: old }))
    .execute();
  for (const table of ["deliveries", "posts"] as const) {
    await tx
      .updateTable(table)
      .set({ place: to })
      .where((eb) => eb.and({ ...here, place: old }))
      .execute();
    await tx
      .updateTable(table)
      .set({ message: moved("message") })
      .where((eb) => eb.and([eb.and(here), isOf("message")]))
      .execute();
  }
  await moveNotices(from, to, tx);
  await moveInSettings(from, to, tx);
  await regainPlace({ ...from, id: to }, telling, tx);
}

/** Replaces a channel's id in the settings of its workspace or server. */
async function moveInSettings({ platform, tenant, id: old }: Place, to: string, tx: Tx): Promise<void> {
  const of = { platform, tenant };
  const row = await tx
    .selectFrom("tenants")
    .select("channels")
    .where((eb) => eb.and(of))
    .executeTakeFirst();
  const channels = row?.channels.split(".") ?? [];
  if (!channels.includes(old)) return;
  await tx
    .updateTable("tenants")
    .set({ channels: channels.map((id) => (id === old ? to : id)).join(".") })
    .where((eb) => eb.and(of))
    .execute();
}

/** Unsent notices get the place's new id. */
async function moveNotices({ platform, tenant, id: old }: Place, to: string, tx: Tx): Promise<void> {
  const open = await tx
    .selectFrom("notices")
    .select(["key", "about"])
    .where("about", "is not", null)
    .where("state", "!=", "told")
    .execute();
  for (const { key, about } of open) {
    const { where } = whereIn(about);
    if (!where || where.platform !== platform || where.tenant !== tenant) continue;
    if (where.id !== old && where.parent !== old) continue;
    const now = { ...where, ...(where.id === old ? { id: to } : { parent: to }) };
    await tx
      .updateTable("notices")
      .set({ about: JSON.stringify(now) })
      .where("key", "=", key)
      .execute();
  }
}
