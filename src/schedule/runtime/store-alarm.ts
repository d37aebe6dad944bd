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
  /** How long a trouble lasts before the operator's place is notified, and before owners are. */
  readonly operatorAfterMs: number;
  readonly ownersAfterMs: number;
};

/**
 * Notifies people of a store that stays in trouble; directly, since notices are stored in it. Once each while it lasts,
 * as far as this process knows. The owners are remembered from when the store last worked.
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
      log.warn({ err: error, platform: place.platform }, "could not tell anybody about the database error");
      told.delete(name);
    }
  };
  return {
    /** Checks the store; `db` is given while it works. */
    async check(): Promise<void> {
      const trouble = store.trouble();
      if (trouble === undefined) {
        lasting = undefined;
        return remember((await store.open()).db);
      }
      lasting ??= { since: monotonic(), told: new Set() };
      const lastsMs = monotonic() - lasting.since;
      if (operator && lastsMs >= operatorAfterMs)
        await tell(operator, `Scheduled briefings can't be posted or changed. ${trouble}`, lasting);
      if (lastsMs >= ownersAfterMs) for (const owner of owners) await tell(owner, FOR_OWNERS, lasting);
    },
  };
}

const FOR_OWNERS =
  "Your scheduled briefings can't be posted right now: the bot can't reach its database. Whoever runs it has been told. Briefings that fall due in the meantime are posted late, or you'll be told.";
const REMEMBERED_MS = 600_000;
const MOST_OWNERS = 2_000;

function alarm(text: string): Reply {
  return { outcome: "trouble", title: "Database error", blocks: [told(text)], notes: [], actions: [] };
}
