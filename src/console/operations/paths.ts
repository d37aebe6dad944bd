/** The paths of the operations pages. */
export const OPERATIONS_PATHS = ["/status", "/subscriptions", "/deliveries", "/problems", "/metrics"] as const;
export type OperationsPath = (typeof OPERATIONS_PATHS)[number];
