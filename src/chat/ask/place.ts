/** A channel, thread, conversation or person on one platform. */
export type Place = {
  readonly platform: string;
  /** Workspace or server; empty if there is none (a direct message on Discord). */
  readonly tenant: string;
  readonly id: string;
  /** The channel that a thread belongs to. */
  readonly parent?: string;
  /** People from outside the tenant read along (Slack Connect). */
  readonly outsiders?: boolean;
  /** Of sources, only quoted passages may be read here, with a sentence on either side. */
  readonly quotesOnly?: boolean;
  /** A person, by `id`: posts there are direct messages. */
  readonly person?: boolean;
};

/** A place as settings write it, `slack:T0123/C045`; for a thread, its channel. */
export function nameOf({ platform, tenant, id, parent }: Place): string {
  return `${platform}:${tenant}/${parent ?? id}`;
}

/** The person, or the schedule, that asks. */
export type Asker = { readonly id: string; readonly name?: string };
