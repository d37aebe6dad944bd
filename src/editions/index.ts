export { previewCorrection } from "./correct/preview.ts";
export { createEditions, type Editions, type EditionsOptions, type WhatChanged } from "./editions.ts";
export type { Gone, KeptStatement, TopicChanges } from "./read/changes.ts";
export type { KeptCite } from "./words/worded.ts";
