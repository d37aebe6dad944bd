import { RespondError } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import { toChatError } from "../../../src/slack/transport/errors.ts";
import { withoutSecrets } from "../../../src/slack/transport/log.ts";

describe("a failure as it is logged", () => {
  it.each([
    "https://hooks.slack.com/commands/T1/2/SECRET",
    "//hooks.slack.com/commands/T1/SECRET",
    "hooks.slack.com/services/T1/SECRET",
    "wss://wss-primary.slack.com/link/?ticket=SECRET",
    "//wss-primary.slack.com/link/?ticket=SECRET",
    "xoxb-1-SECRET",
  ])("names no secret: %s", (secret) => {
    const { message } = toChatError(new Error(`cannot reach ${secret} now`), "answering");
    expect(message).not.toContain("SECRET");
    expect(message).toMatch(/cannot reach \[\w+\]/);
    expect(withoutSecrets(`at ${secret}`)).not.toContain("SECRET");
  });
});

describe("an answer's own address", () => {
  it.each([
    [404, "gone"],
    [410, "gone"],
    [429, "busy"],
    [500, "unknown-outcome"],
    [502, "busy"],
    [503, "busy"],
    [504, "busy"],
    [408, "unknown-outcome"],
    [400, "our-bug"],
  ])("that answers with HTTP %d", (status, trouble) => {
    expect(toChatError(new RespondError("no", status), "answering")).toMatchObject({ trouble });
  });
});
