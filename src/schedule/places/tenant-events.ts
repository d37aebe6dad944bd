import type { Tx } from "#store";
import { offerToResume, type Telling } from "./place-events.ts";

type Tenant = { readonly platform: string; readonly tenant: string };

/** The bot was removed from a workspace or server: its subscriptions pause, and planned deliveries are not posted. */
export async function stopTenant({ platform, tenant }: Tenant, now: Date, tx: Tx): Promise<void> {
  if (tenant === "") return;
  await tx
    .insertInto("removed_tenants")
    .values({ platform, tenant, removed_at: now })
    .onConflict((conflict) => conflict.columns(["platform", "tenant"]).doUpdateSet({ removed_at: now }))
    .execute();
  await tx
    .updateTable("subscriptions")
    .set({ state: "paused", paused_reason: "tenant-gone", next_run_at: null, changed_at: now })
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .where("state", "=", "active")
    .execute();
  await tx
    .updateTable("deliveries")
    .set({ state: "skipped", reason: "tenant-gone", changed_at: now })
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .where("state", "=", "planned")
    .execute();
}

/** The bot is back: its data is kept. Paused schedules stay paused, and their owners are offered to resume them. */
export async function welcomeTenant({ platform, tenant }: Tenant, telling: Telling, tx: Tx): Promise<void> {
  const of = { platform, tenant };
  const back = await tx
    .deleteFrom("removed_tenants")
    .where((eb) => eb.and(of))
    .returning("tenant")
    .execute();
  if (back.length === 0) return;
  const paused = tx
    .selectFrom("subscriptions")
    .selectAll()
    .where((eb) => eb.and(of));
  await offerToResume(await paused.where("paused_reason", "=", "tenant-gone").execute(), telling, tx);
}
