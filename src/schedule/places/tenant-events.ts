import type { Tx } from "#store";
import { offerToResume, type Telling } from "./place-events.ts";

type Tenant = { readonly platform: string; readonly tenant: string };

/** A workspace or server that the bot was removed from: its subscriptions pause, what was planned is not posted. */
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

/** The bot is there again: nothing of it is removed. What is paused waits for its owner, who is offered to resume it. */
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
