import { fc, test } from "@fast-check/vitest";
import { parse } from "dotenv";
import { describe, expect } from "vitest";
import { EnvNotChangeable, showChanges, withValues } from "../../../src/app/init/env-text.ts";

describe("changing a .env", () => {
  test.each([
    ["adds a line at the end", "PORT=1", { HOST: "::1" }, "PORT=1\nHOST=::1\n"],
    [
      "fills in an empty line",
      "# the token\nSLACK_BOT_TOKEN=\nPORT=1\n",
      { SLACK_BOT_TOKEN: "xoxb-1" },
      "# the token\nSLACK_BOT_TOKEN=xoxb-1\nPORT=1\n",
    ],
    ["keeps the comment after a value", "PORT=1 # mine\n", { PORT: "2" }, "PORT=2 # mine\n"],
    ["keeps the comment after a quoted one", 'PUBLISHER="A # B" # mine\n', { PUBLISHER: "C" }, "PUBLISHER=C # mine\n"],
    ["keeps export and spaces", "  export PORT = 1\n", { PORT: "2" }, "  export PORT =2\n"],
    ["changes the line that counts", "PORT=1\nPORT=2\n", { PORT: "3" }, "PORT=1\nPORT=3\n"],
    ["keeps the ends of lines", "PORT=1\r\n", { PORT: "2", HOST: "::1" }, "PORT=2\r\nHOST=::1\r\n"],
    ["leaves a comment with the name alone", "# PORT=1\n", { PORT: "2" }, "# PORT=1\nPORT=2\n"],
    ["quotes what needs it", "", { CONTENT_DIR: "/a folder/#1" }, "CONTENT_DIR='/a folder/#1'\n"],
    ["changes nothing for the same value", "PORT='1' # as it is\n", { PORT: "1" }, "PORT='1' # as it is\n"],
  ])("%s", (_, text, values, after) => {
    expect(withValues(text, values).text).toBe(after);
  });

  test("refuses a line that it cannot change alone", () => {
    expect(() => withValues('NOTE="one\nPORT=1\nthree"\n', { PORT: "2" })).toThrow(EnvNotChangeable);
  });

  const name = fc.constantFrom("PORT", "HOST", "SLACK_BOT_TOKEN", "CONTENT_DIR", "MODEL_KEY");
  const value = fc.string({
    unit: fc.constantFrom("a", "7", " ", "#", "'", '"', "=", "-", "/", "\\", "$"),
    maxLength: 8,
  });
  const line = fc.oneof(
    fc
      .tuple(fc.constantFrom("", "export ", "  "), name, fc.constantFrom("=", " = "), value)
      .map((parts) => parts.join("")),
    value.map((text) => `# ${text}`),
    fc.constant(""),
  );

  test.prop([
    fc.array(line),
    fc.constantFrom("\n", "\r\n"),
    fc.dictionary(
      name,
      value.map((text) => text.trim()),
    ),
  ])("changes what was asked and not one comment or value else, or refuses", (lines, end, values) => {
    const text = lines.join(end);
    try {
      const after = withValues(text, values).text;
      expect(parse(after)).toEqual({ ...parse(text), ...values });
      const comments = (of: string) => of.split(/\r?\n/).filter((one) => one.startsWith("#"));
      expect(comments(after)).toEqual(comments(text));
    } catch (error) {
      expect(error).toBeInstanceOf(EnvNotChangeable);
    }
  });

  test.prop([fc.stringMatching(/^[a-z0-9]{12,20}$/), fc.stringMatching(/^[a-z0-9]{12,20}$/)])(
    "shows no secret, old or new, nor what stands after it",
    (old, fresh) => {
      const before = `SLACK_BOT_TOKEN=xoxb-${old} # was xoxb-${old}\nDISCORD_TOKEN="${old}"\nPORT=1\n`;
      const { lines } = withValues(before, { SLACK_BOT_TOKEN: `xoxb-${fresh}`, DISCORD_TOKEN: fresh, PORT: "2" });
      const shown = showChanges(lines);
      expect(shown).toBe(
        "- SLACK_BOT_TOKEN=••••••••\n+ SLACK_BOT_TOKEN=••••••••\n- DISCORD_TOKEN=••••••••\n+ DISCORD_TOKEN=••••••••\n- PORT=1\n+ PORT=2",
      );
    },
  );
});
