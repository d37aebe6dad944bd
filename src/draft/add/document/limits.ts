/** What reading a document may cost. */
export type Limits = {
  /** Of a file, and of what is fetched after decompression. */
  readonly bytes: number;
  /** Of the text that is kept: a source file may be 4 MB with its header. */
  readonly textBytes: number;
  /** From the first connection to the last byte, redirects included. */
  readonly fetchMs: number;
  readonly readMs: number;
  /** By which the process may grow while a document is read. */
  readonly memoryMb: number;
  readonly redirects: number;
};

/** The default limits. */
export const LIMITS: Limits = {
  bytes: 32 * 1024 * 1024,
  textBytes: 4 * 1024 * 1024 - 16 * 1024,
  fetchMs: 30_000,
  readMs: 60_000,
  memoryMb: 512,
  redirects: 5,
};

/** A size as people say it. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 1024 / 102.4) / 10} MB`;
}
