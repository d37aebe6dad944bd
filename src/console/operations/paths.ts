/** Where the pages on how the bot runs stand. */
export const RUNNING = ["/status", "/subscriptions", "/deliveries", "/problems", "/metrics"] as const;
export type RunningPath = (typeof RUNNING)[number];
