export { previewCorrection } from "./correct/preview.ts";
export { createEditions, type Editions, type EditionsOptions } from "./editions.ts";
export type { Gone, KeptStatement, TopicChanges, WhatChanged } from "./read/changes.ts";
export type { EditionChanges, Said } from "./read/history.ts";
export { changesBeside } from "./read/read-beside.ts";
export { type Purged, purgeEdition } from "./record/purge.ts";
export { type LastKnown, openLastKnown, type Recalled } from "./withdraw/last-known.ts";
export { openReading, type Reading, readWithdrawn } from "./withdraw/read-withdrawn.ts";
export type { Unstored } from "./withdraw/reconcile.ts";
export type { Withdrawn } from "./withdraw/rows.ts";
export {
  openWithdrawals,
  type Withdrawals,
  type WithdrawalsOptions,
  type Withdrawing,
} from "./withdraw/withdrawals.ts";
export type { FileOutcome, FileWritten, StoryFiles } from "./withdraw/write-files.ts";
export type { KeptCite } from "./words/stored-statement.ts";
