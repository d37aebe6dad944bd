import type { ChatAdapter, Place, Reply } from "#chat";
import type { Database, Store } from "#store";
import type { ScheduleLog } from "../context/context.ts";
import { told } from "../post/frame.ts";

export type AlarmOptions = {
  readonly store: Store;
  readonly operator?: Place;
  readonly adapterOf: (platform: string) => ChatAdapter | undefined;
  readonly monotonic: () => number;
  readonly log: ScheduleLog;
  /** How long a trouble lasts before the operator's place hears of it, and before owners do. */
  readonly operatorAfterMs: number;
  readonly ownersAfterMs: number;
};

/**
 * Tells people of a store that stays in trouble. Directly, since notices are kept in it: each once while it lasts, as far
 * as this process knows. Who owns schedules is remembered from while it could be asked.
 */
export function createStoreAlarm(options: AlarmOptions) {
  const { store, operator, adapterOf, monotonic, log, operatorAfterMs, ownersAfterMs } = options;
  let owners: readonly Place[] = [];
  let rememberedAt = Number.NEGATIVE_INFINITY;
  let lasting: { readonly since: number; readonly told: Set<string> } | undefined;

  const remember = async (db: Database): Promise<void> => {
    if (monotonic() - rememberedAt < REMEMBERED_MS) return;
    const rows = await db
      .selectFrom("subscriptions")
      .select(["platform", "tenant", "owner"])
      .distinct()
      .where("state", "=", "active")
      .where("owner", "<>", "")
      .limit(MOST_OWNERS)
      .execute();
    owners = rows.map(({ platform, tenant, owner: id }) => ({ platform, tenant, id, person: true as const }));
    rememberedAt = monotonic();
  };
  const tell = async (place: Place, text: string, { since, told }: NonNullable<typeof lasting>): Promise<void> => {
    const name = JSON.stringify(place);
    const adapter = adapterOf(place.platform);
    if (told.has(name) || !adapter) return;
    told.add(name);
    try {
      await adapter.post(place, alarm(text), `store:${Math.round(since)}:${name}`);
    } catch (error) {
      log.warn({ err: error, platform: place.platform }, "nobody could be told that the database is in trouble");
      told.delete(name);
    }
  };
  return {
    /** Looks how the store is; `db` while it can be asked. */
    async check(): Promise<void> {
      const trouble = store.trouble();
      if (trouble === undefined) {
        lasting = undefined;
        return remember((await store.open()).db);
      }
      lasting ??= { since: monotonic(), told: new Set() };
      const lastsMs = monotonic() - lasting.since;
      if (operator && lastsMs >= operatorAfterMs)
        await tell(operator, `Scheduled briefings cannot be posted or changed. ${trouble}`, lasting);
      if (lastsMs >= ownersAfterMs) for (const owner of owners) await tell(owner, FOR_OWNERS, lasting);
    },
  };
}

const FOR_OWNERS =
  "Your scheduled briefings cannot be posted at the moment: the bot cannot reach its database. Whoever runs it was told. What falls due meanwhile is posted late, or you hear of it.";
const REMEMBERED_MS = 600_000;
const MOST_OWNERS = 2_000;

function alarm(text: string): Reply {
  return { outcome: "trouble", title: "The database is in trouble", blocks: [told(text)], notes: [], actions: [] };
}
