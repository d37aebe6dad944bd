import { RespondError } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import { toChatError } from "../../src/slack/errors.ts";

describe("an answer's own address", () => {
  it.each([
    [404, "gone"],
    [410, "gone"],
    [429, "busy"],
    [500, "unknown-outcome"],
    [503, "unknown-outcome"],
    [408, "unknown-outcome"],
    [400, "our-bug"],
  ])("that answers with HTTP %d", (status, trouble) => {
    expect(toChatError(new RespondError("no", status), "answering")).toMatchObject({ trouble });
  });
});
