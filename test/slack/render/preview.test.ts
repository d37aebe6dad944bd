import { test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { Preview } from "#chat";
import { renderForm, renderModal } from "../../../src/slack/render/modals.ts";
import { drawView, slackPreview } from "../../../src/slack/render/preview.ts";
import { anyReply } from "../../fixtures/content/generated-replies.ts";
import { answered, cite, line, note } from "../../fixtures/content/replies.ts";

const TAG = /<(\/?)([a-z]+)((?: [a-z-]+="[^"<>]*")*)>/g;
const TAGS = ["article", "div", "span", "p", "strong", "em", "ul", "li", "blockquote", "code", "a", "hr"];

describe("the preview of a Slack message", () => {
  const preview: Preview = slackPreview("acme");

  it("shows what the payload says", () => {
    const cited = cite(1, { url: "https://paper.example/?a=1&b=2#:~:text=x" });
    const lines = { kind: "lines", lines: [line("Talks <begin> & go on.", [cited])] } as const;
    const html = preview.render(answered([lines], [note(1)]));
    expect(html).toContain("Talks &#60;begin&#62; &#38; go on.");
    expect(html).toContain('<a href="https://paper.example/?a=1&#38;b=2#:~:text=x" rel="noreferrer">[1]</a>');
    expect(html).toContain("Only visible to you");
  });

  it("keeps its styles to itself", () => {
    const rules = preview.styles.match(/[^{}]+(?=\{)/g) ?? [];
    const selectors = rules.filter((rule) => !rule.includes("@media")).flatMap((rule) => rule.split(","));
    for (const selector of selectors) expect(selector.trim()).toMatch(/^\.preview-slack/);
    expect(preview.styles).not.toMatch(/url\(|@import/);
  });

  property.prop({ reply: anyReply }, { numRuns: 60 })("is escaped and inert whatever the reply", ({ reply }) => {
    const modal = drawView(renderModal(reply, "acme", {}));
    const form = reply.form ? drawView(renderForm(reply.form, [reply.title], {})) : "";
    const html = preview.render(reply) + modal + form;
    const left = html.replace(TAG, (_, __, tag: string, attributes: string) => {
      expect(TAGS).toContain(tag);
      for (const [, name, value = ""] of attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g)) {
        expect(["class", "href", "rel", "aria-hidden"]).toContain(name);
        if (name === "href") expect(value).toMatch(/^https?:/);
      }
      return "";
    });
    expect(left).not.toMatch(/[<>]/);
  });
});
