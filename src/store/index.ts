export { StoreError } from "./error.ts";
export { exportTo } from "./export.ts";
export { importFrom } from "./import.ts";
export { inspectStore } from "./inspect.ts";
export { saveTo } from "./save.ts";
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
} from "./tables.ts";
export { isStoreTrouble } from "./trouble.ts";
