export type { Caller, MayRead, Token } from "./access/caller.ts";
export { type ApiOptions, createApi } from "./create-api.ts";
export type { ApiContent } from "./open-readings.ts";
export type { ReadChanges } from "./read/operation.ts";
export { serveMcpOverStdio } from "./serve-stdio.ts";
