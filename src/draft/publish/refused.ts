/** What keeps a briefing from being published, with what to do: for whoever publishes it. */
export class Refused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Refused";
  }
}

/** The system's word for what failed, like `ENOSPC`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Whether a folder or its disk may only be read. */
export function isReadOnly(error: unknown): boolean {
  return /^(?:EROFS|EACCES|EPERM)$/.test(codeOf(error));
}

/** Whether a disk has no second names for a file. */
export function isLinkless(error: unknown): boolean {
  return /^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK)$/.test(codeOf(error));
}
