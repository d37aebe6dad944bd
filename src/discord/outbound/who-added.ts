import { AuditLogEvent, Routes } from "discord-api-types/v10";
import { isRecord } from "#chat";
import type { Send } from "../transport/rest.ts";

/**
 * Who added the bot to a server: from the audit log if the bot may read it, which is rare; otherwise the server's
 * owner. https://docs.discord.com/developers/resources/audit-log
 */
export async function whoAdded(server: string, owner: string, bot: string | undefined, send: Send): Promise<string> {
  const route = `${Routes.guildAuditLog(server)}?action_type=${AuditLogEvent.BotAdd}&limit=20` as const;
  const log = await send({ method: "GET", route }).catch(() => undefined);
  const entries = isRecord(log) && Array.isArray(log.audit_log_entries) ? log.audit_log_entries.filter(isRecord) : [];
  const adding = entries.find(({ target_id, user_id }) => target_id === bot && typeof user_id === "string");
  return typeof adding?.user_id === "string" ? adding.user_id : owner;
}
