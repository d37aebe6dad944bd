import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { createOnce } from "#chat";

describe("the memory of what was handled", () => {
  test.prop([fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 })])(
    "knows the last so many keys, and forgets what is older than twice as many",
    (most, keys) => {
      const isAgain = createOnce(most);
      for (const [at, key] of keys.entries()) {
        const again = isAgain(String(key));
        const earlier = keys.slice(0, at);
        const since = new Set(earlier.slice(earlier.lastIndexOf(key)));
        if (!earlier.includes(key)) expect(again).toBe(false);
        else if (since.size <= most) expect(again).toBe(true);
        else if (since.size > 2 * most) expect(again).toBe(false);
      }
    },
  );
});
