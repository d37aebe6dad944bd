/** The day that an instant is in, in UTC: `YYYY-MM-DD`. `ms`: since 1970. */
export function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
