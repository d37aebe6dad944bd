export { type Differences, differencesOf } from "./database/differences.ts";
export { StoreError } from "./database/error.ts";
export type { StoreOptions } from "./database/options.ts";
export { isStoreTrouble } from "./database/trouble.ts";
export { inspectStore } from "./inspect.ts";
export type { Within } from "./schema/facts.ts";
export { TABLES } from "./schema/table-facts.ts";
export type {
  Database,
  DeliveryRow,
  DeliveryState,
  NoticeRow,
  PostRow,
  SubscriptionRow,
  Tables,
  Tx,
} from "./schema/tables.ts";
export { createStore, type OpenStore, type Store } from "./store.ts";
export { backUp } from "./transfer/backup.ts";
export { importFrom } from "./transfer/import.ts";
export { readFrom, saveTo } from "./transfer/save.ts";
