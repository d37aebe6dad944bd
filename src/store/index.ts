export { type Differences, differencesOf } from "./database/differences.ts";
export { StoreError } from "./database/error.ts";
export { inspectStore } from "./inspect.ts";
export { createStore, type OpenStore, type Store, type StoreOptions } from "./store.ts";
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
export { backUp } from "./transfer/backup.ts";
export { importFrom } from "./transfer/import.ts";
export { saveTo } from "./transfer/save.ts";
export { isStoreTrouble } from "./database/trouble.ts";
