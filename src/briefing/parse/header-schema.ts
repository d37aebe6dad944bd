import { z } from "zod";
import { BRIEFING_HEADER } from "./briefing-header.ts";
import { SOURCE_HEADER } from "./source-file.ts";

const HEADERS = { briefing: BRIEFING_HEADER, source: SOURCE_HEADER } as const;

/** The JSON schema of a file's header, for editors that suggest keys and mark mistakes. What a file says is for `npm run check`. */
export function headerSchema(kind: keyof typeof HEADERS): object {
  const { $schema, ...schema } = z.toJSONSchema(HEADERS[kind], { io: "input", unrepresentable: "any" });
  return { $schema, title: `The header of a ${kind}`, ...schema };
}
