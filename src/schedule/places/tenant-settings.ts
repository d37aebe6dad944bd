import type { Place } from "#chat";
import type { Database, Tx } from "#store";

/** What a workspace or server has set for all its places. */
export type TenantSettings = {
  /** IANA name, for times typed without a zone; absent: not set. */
  readonly zone?: string;
  /** Where mentions are answered: everywhere but in `channels`, nowhere, or only in `channels`. */
  readonly mentions: "on" | "off" | "chosen";
  /** Channel ids. */
  readonly channels: readonly string[];
};

/** Settings of workspaces and servers, for commands and the bot. */
export type Tenants = {
  /** The settings that apply in a place. */
  settings(place: Place): Promise<TenantSettings>;
  /** Changes some of the settings, for all places of the workspace or server. */
  set(place: Place, change: Partial<TenantSettings>): Promise<void>;
  /** Whether mentions are answered in a place; true if the settings can't be read. */
  hearsMentions(place: Place): Promise<boolean>;
};

export type TenantsOptions = {
  readonly db: () => Promise<Database>;
  readonly ifStored: () => Promise<Database | undefined>;
  readonly now: () => number;
  /** Called with why the settings can't be read. */
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
 * The settings that apply in a place. A server without a zone, but with a schedule, uses the zone of its latest one; so
 * does a conversation with one person, which belongs to no server.
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

/** Whether mentions are answered in a place; a thread follows its channel. */
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

/** Changes some of the settings; others stay. */
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
