import { statSync } from "node:fs";

/** Which file stands at a path, whatever is written into it; undefined where none can be seen. */
export function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
