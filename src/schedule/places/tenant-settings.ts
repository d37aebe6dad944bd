import type { Place } from "#chat";
import type { Database, Tx } from "#store";

/** What a workspace or server has set for all its places. */
export type TenantSettings = {
  /** IANA: in which times are meant that name none; absent: nobody has said. */
  readonly zone?: string;
  /** Where mentions are answered: in all channels but `channels`, nowhere, or in `channels` alone. */
  readonly mentions: "on" | "off" | "chosen";
  /** Ids. */
  readonly channels: readonly string[];
};

/** What workspaces and servers have set, as commands and the bot use it. */
export type Tenants = {
  /** What is set for where a place is. */
  settings(place: Place): Promise<TenantSettings>;
  /** Sets some of it for all its places. */
  set(place: Place, change: Partial<TenantSettings>): Promise<void>;
  /** Whether mentions are answered in a place; where that cannot be read they are. */
  hearsMentions(place: Place): Promise<boolean>;
};

export type TenantsOptions = {
  readonly db: () => Promise<Database>;
  readonly ifStored: () => Promise<Database | undefined>;
  readonly now: () => number;
  /** Told why it cannot be read. */
  readonly onUnread: (error: unknown) => void;
};

export function createTenants({ db, ifStored, now, onUnread }: TenantsOptions): Tenants {
  return {
    settings: async (place) => settingsFor(place, await db()),
    async set(place, change) {
      const at = new Date(now());
      await (await db()).transaction().execute((tx) => changeSettings(place, change, at, tx));
    },
    async hearsMentions(place) {
      try {
        const stored = await ifStored();
        return stored === undefined || hearsMentions(await settingsFor(place, stored), place);
      } catch (error) {
        onUnread(error);
        return true;
      }
    },
  };
}

const NOTHING_SET: TenantSettings = { mentions: "on", channels: [] };

/**
 * What is set for where a place is. A server that has set no zone and has a schedule goes by that of its latest one, and
 * so does a conversation with one person, which belongs to no server.
 */
async function settingsFor({ platform, tenant, id }: Place, db: Database): Promise<TenantSettings> {
  const row =
    tenant === ""
      ? undefined
      : await db
          .selectFrom("tenants")
          .selectAll()
          .where("platform", "=", platform)
          .where("tenant", "=", tenant)
          .executeTakeFirst();
  const { mentions, channels } = row
    ? { mentions: row.mentions, channels: row.channels.split(".").filter(Boolean) }
    : NOTHING_SET;
  const zone = row?.zone ?? (await zoneOfLatest({ platform, tenant, id }, db));
  return { mentions, channels, ...(zone !== undefined && { zone }) };
}

/** Whether mentions are answered in a place; a thread goes with its channel. */
function hearsMentions({ mentions, channels }: TenantSettings, { id, parent }: Place): boolean {
  const isListed = channels.includes(parent ?? id);
  return mentions === "on" ? !isListed : mentions === "chosen" && isListed;
}

async function zoneOfLatest({ platform, tenant, id }: Place, db: Database): Promise<string | undefined> {
  const latest = db
    .selectFrom("subscriptions")
    .select("zone")
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .orderBy("made_at", "desc")
    .limit(1);
  return (await (tenant === "" ? latest.where("place", "=", id) : latest).executeTakeFirst())?.zone;
}

/** Sets some of it; what is not named stays. */
async function changeSettings(
  { platform, tenant }: Place,
  { channels, ...change }: Partial<TenantSettings>,
  now: Date,
  tx: Tx,
): Promise<void> {
  if (tenant === "") return;
  const set = { ...change, ...(channels && { channels: channels.join(".") }), changed_at: now };
  await tx
    .insertInto("tenants")
    .values({ platform, tenant, zone: null, mentions: NOTHING_SET.mentions, channels: "", ...set })
    .onConflict((conflict) => conflict.columns(["platform", "tenant"]).doUpdateSet(set))
    .execute();
}
