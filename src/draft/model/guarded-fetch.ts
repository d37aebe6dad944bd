import { ModelTrouble } from "./trouble.ts";

/** A fetch for one server: no redirects, at most `mostBytes`, JSON only. It throws ModelTrouble. */
export function guardedFetch(mostBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "manual" }).catch((error: unknown) => {
      const code = codeOf(error);
      if (code === undefined) throw error;
      throw new ModelTrouble(`it cannot be reached (${code}): check MODEL, and that it is running`);
    });
    const { status, headers } = response;
    if (!response.ok) {
      await response.body?.cancel();
      throw new ModelTrouble(sayStatus(status));
    }
    if (!/\bjson\b/i.test(headers.get("content-type") ?? "")) {
      await response.body?.cancel();
      throw new ModelTrouble("its server answers with something other than JSON: check the address in MODEL");
    }
    return new Response(await readUpTo(mostBytes, response), { status, headers });
  };
}

async function readUpTo(mostBytes: number, { body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > mostBytes) throw new ModelTrouble(`its answer is larger than ${mostBytes.toLocaleString("en")} bytes`);
    parts.push(part);
  }
  return Uint8Array.from(Buffer.concat(parts));
}

function sayStatus(status: number): string {
  if (status === 401 || status === 403) return `its server refuses MODEL_KEY (${status}): check it`;
  if (status === 404) return "its server does not have it (404): check MODEL";
  if (status === 413) return "its server finds the documents too long (413): name fewer sources";
  if (status === 429) return "its server is busy, or your quota is used up (429): try again later";
  if (status >= 500) return `its server failed (${status}): try again later`;
  if (status >= 300 && status < 400)
    return `its server redirects elsewhere (${status}), which is not followed: set MODEL to the right address`;
  return `its server refuses the question (${status}): it may not know this model, or structured output`;
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z_]{3,40}$/.test(code) ? code : undefined;
}
