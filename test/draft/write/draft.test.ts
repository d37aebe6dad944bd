import { describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { draft, tellReview } from "#draft";
import { readDraft, sourceOf } from "./documents.ts";

/** Enough sentences of no weight that a quarter of the document leaves room for what a case is about. */
const FILLING = Array.from(
  { length: 16 },
  (_, index) =>
    `Paul walked past house number ${index + 20} on the quiet ${["street", "lane", "road", "square"][index % 4]} without a word.`,
).join(" ");

function drafted(
  ...texts: readonly (string | { text: string; published?: string; title?: string; publisher?: string })[]
) {
  const sources = texts.map((given, index) => {
    const { text, ...header } = typeof given === "string" ? { text: given } : given;
    return sourceOf(`source-${index}`, text, header);
  });
  const made = draft({ topic: "story", sources });
  const read = readDraft(made.text, sources);
  expect(read.errors).toEqual([]);
  const texts_ = (name: "happening" | "important" | "next" | "differ") => read.said(name).map(({ text }) => text);
  return { ...made, ...read, texts: texts_, told: tellReview(made.review) };
}

/** Two documents that share nothing but one matter. */
function twoOf(one: string, other: string) {
  return drafted(
    { text: `${one} ${FILLING}`, publisher: "The Harbor Post" },
    { text: `${other} ${FILLING.replaceAll("Paul", "Anna")}`, publisher: "River News" },
  );
}

describe("a draft", () => {
  test("keeps the division of a document that has the three headings", async () => {
    const { sources } = await loadLibrary("content");
    const summary = sources.filter(({ id }) => id === "irs-summary");
    const [text = ""] = summary.map((source) => source.text);
    const { said } = readDraft(draft({ topic: "story", sources: summary }).text, summary);
    const parts = text.split(/What's Happening\?|Why It's Important\?|What's Next\?/);
    (["happening", "important", "next"] as const).forEach((name, index) => {
      expect(said(name).length).toBeGreaterThan(0);
      for (const { citations } of said(name)) expect(parts[index + 1]).toContain(citations[0].quote);
    });
  });

  test("says in its header that a machine wrote it", () => {
    const { text, briefing } = drafted("The council of Rotterdam approved the new budget on Monday.");
    expect(text).toContain("\ndrafted: machine\n");
    expect(briefing?.drafted).toBe("machine");
  });

  test("leaves a section empty without a confident candidate, and suggests three in its review list", () => {
    const { texts, told } = drafted(FILLING);
    expect(texts("next")).toEqual([]);
    expect(told).toContain("“What's next”: no sentence was certain enough for this section; it is empty");
    expect(told.match(/“What's next”: a suggestion/g)).toHaveLength(3);
  });

  test("tells what will come under what's next", () => {
    const { texts } = drafted(
      `Rotterdam approved a new bridge over the river. ${FILLING} The council is expected to vote on the bridge by the end of December.`,
    );
    expect(texts("next")).toEqual(["The council is expected to vote on the bridge by the end of December."]);
  });

  test("drops a leading connective from the statement, and from its quote", () => {
    const { texts, said } = drafted(
      `Rotterdam approved a new bridge. ${FILLING} However, the council is expected to vote on the bridge in December.`,
    );
    expect(texts("next")).toEqual(["The council is expected to vote on the bridge in December."]);
    expect(said("next")[0]?.citations[0].quote).toBe("the council is expected to vote on the bridge in December");
  });

  test.each([
    "It is expected to vote on the bridge in December, members said.",
    "They will decide on the bridge in December, members said.",
    "The agency is expected to decide next on the plans for the bridge.",
    "Instead, this is expected to be decided by the members in December.",
  ])("leaves no reference dangling: %s", (dangling) => {
    const { texts } = drafted(`Rotterdam approved a new bridge over the river. ${FILLING}\n\n${dangling}`);
    expect(Object.values(texts("next"))).not.toContain(dangling);
  });

  test("takes what rests on the sentence before it only after that sentence", () => {
    const { texts } = drafted(
      `Rotterdam approved a new bridge. ${FILLING} ${FILLING}\n\nThe council of Rotterdam is expected to vote on the bridge in December. It will then decide whether to seek the money that the bridge needs next year.`,
    );
    const next = texts("next");
    const at = next.findIndex((text) => text.startsWith("It will"));
    if (at !== -1) expect(next[at - 1]).toMatch(/^The council of Rotterdam is expected/);
  });

  test.each([
    [
      "The council of Rotterdam approved the bridge on Tuesday.",
      "2026-11-26",
      "The council of Rotterdam approved the bridge on November 24, 2026.",
    ],
    [
      "The council of Rotterdam approved the bridge yesterday.",
      "2026-03-01",
      "The council of Rotterdam approved the bridge on February 28, 2026.",
    ],
    [
      "The council of Rotterdam approved the bridge last year.",
      "2026-03-01",
      "The council of Rotterdam approved the bridge in 2025.",
    ],
    [
      "The council of Rotterdam approved the bridge on November 3, 2026 in next year’s budget.",
      "2026-11-26",
      undefined,
    ],
    [
      "The council of Rotterdam will open the bridge on Friday.",
      "2026-11-26",
      "The council of Rotterdam will open the bridge on November 27, 2026.",
    ],
  ])("writes a date out where the document is dated: %s", (text, published, said) => {
    const { placed, told } = drafted({ text, published });
    expect(placed.map((one) => one.text)).toEqual([said ?? text]);
    if (said === undefined) return;
    expect(told).toContain(`the date was written out from the document's, ${published}: check it`);
    expect(told).not.toContain("differs here");
  });

  test("says of a relative day without a date that nobody else knows it", () => {
    const { told } = drafted("The council of Rotterdam approved the new bridge on Tuesday.");
    expect(told).toContain("write the date out");
  });

  test("cites every source that says nearly the same, once", () => {
    const { said } = drafted(
      `The council of Rotterdam approved the new bridge over the river Maas for $40 million. ${FILLING}`,
      `The council of Rotterdam has approved the new bridge over the river Maas for $40 million. ${FILLING.replaceAll("Paul", "Anna").replaceAll("house", "shop")}`,
    );
    const [first] = said("happening");
    expect(first?.text).toMatch(/approved the new bridge/);
    expect(first?.citations.map(({ source }) => source.id).sort()).toEqual(["source-0", "source-1"]);
  });

  test.each([
    ["for $40 million", "for $60 million", "number"],
    ["in March 2025", "in July 2025", "date"],
  ])("quotes both sides where sources contradict each other: %s, %s", (one, other, kind) => {
    const { texts, said, told } = drafted(
      {
        text: `The council of Rotterdam approved the new bridge over the river Maas ${one}. ${FILLING}`,
        publisher: "The Harbor Post",
      },
      {
        text: `The council of Rotterdam approved the new bridge over the river Maas ${other}. ${FILLING.replaceAll("Paul", "Anna")}`,
        publisher: "River News",
      },
    );
    expect(texts("differ")).toHaveLength(1);
    expect(texts("differ")[0]).toContain(one);
    expect(texts("differ")[0]).toContain(other);
    expect(
      said("differ")[0]
        ?.citations.map(({ source }) => source.id)
        .sort(),
    ).toEqual(["source-0", "source-1"]);
    expect(told).toContain(`differs (${kind}`);
  });

  test("quotes a denial beside what is denied", () => {
    const { texts } = drafted(
      { text: `The Maas Bank lost the records of its customers in the fire. ${FILLING}`, publisher: "The Harbor Post" },
      {
        text: `The Maas Bank did not lose the records of its customers in the fire. ${FILLING.replaceAll("Paul", "Anna")}`,
        publisher: "River News",
      },
    );
    expect(texts("differ")).toHaveLength(1);
  });

  test.each([
    [
      "denial",
      "Anna Ferrara, the head of the Maas Bank, lost the records of its customers in the fire.",
      "The Maas Bank denied on Monday that Anna Ferrara lost the records of its customers in the fire.",
      "negation",
    ],
    [
      "denial by another word",
      "The council of Rotterdam sold the old harbor to the Maas Bank in secret.",
      "Mayor Ferrara rejected the charge that the council of Rotterdam sold the old harbor to the Maas Bank in secret.",
      "negation",
    ],
    [
      "speaker before the words",
      "Mayor Ferrara said that the new bridge over the river Maas is closed until the inspection ends.",
      "Engineer Lindqvist said that the new bridge over the river Maas is closed until the inspection ends.",
      "attribution",
    ],
    [
      "speaker after the words",
      "“The new bridge over the river Maas is closed until the inspection ends,” Anna Ferrara said.",
      "“The new bridge over the river Maas is closed until the inspection ends,” said Paul Lindqvist.",
      "attribution",
    ],
    [
      "office",
      "According to the mayor, the new bridge over the river Maas is closed until the inspection ends.",
      "The new bridge over the river Maas is closed until the inspection ends, according to the harbor master.",
      "attribution",
    ],
  ])("quotes both where sources differ on who said it, or deny it: %s", (_, one, other, kind) => {
    const { texts, said, told } = twoOf(one, other);
    expect(texts("differ")).toHaveLength(1);
    expect(
      said("differ")[0]
        ?.citations.map(({ source }) => source.id)
        .sort(),
    ).toEqual(["source-0", "source-1"]);
    expect(told).toContain(`differs (${kind}`);
  });

  test.each([
    [
      "a name and its office",
      "Anna Ferrara said that the new bridge over the river Maas is closed until the inspection ends.",
      "The mayor said that the new bridge over the river Maas is closed until the inspection ends.",
    ],
    [
      "a name and its initials",
      "The Maas Harbor Office said that the new bridge over the river is closed until the inspection ends.",
      "The MHO said that the new bridge over the river is closed until the inspection ends.",
    ],
    [
      "people who are not told apart",
      "Officials said that the new bridge over the river Maas is closed until the inspection ends.",
      "Mayor Ferrara said that the new bridge over the river Maas is closed until the inspection ends.",
    ],
    [
      "other words",
      "Mayor Ferrara said that the new bridge over the river Maas is closed until the inspection ends.",
      "Engineer Lindqvist said that the new bridge over the river Maas needs paint and money.",
    ],
    [
      "two denials",
      "The Maas Bank denied that it lost the records of its customers in the fire.",
      "The Maas Bank has denied that it lost the records of its customers in the fire.",
    ],
  ])("takes for no difference on who said it: %s", (_, one, other) => {
    expect(twoOf(one, other).texts("differ")).toEqual([]);
  });

  test("writes a name out at its first mention as the document has it elsewhere, and says so", () => {
    const { texts, said, told } = drafted(
      `The HBA approved a new bridge over the river Maas for $40 million on November 9, 2026. The HBA is expected to vote on the bridge by the end of December. ${FILLING} The quiet Harbor Bridge Authority (HBA) was unknown to most? ${FILLING}`,
    );
    const [first = ""] = texts("happening");
    expect(first).toMatch(/^The Harbor Bridge Authority \(HBA\) approved a new bridge /);
    expect(said("happening")[0]?.citations[0].quote).toMatch(/^The HBA approved a new bridge /);
    expect(texts("next")).toEqual(["The HBA is expected to vote on the bridge by the end of December."]);
    expect(told).toContain(`“${first.slice(0, 40)}`);
    expect(told).toContain("a name was written out as a document has it elsewhere: check it");
  });

  test.each([
    ["Mayor Ferrara said that “the HBA approved the bridge over the river Maas” for $40 million in 2026.", "HBA"],
    ["The XYZ approved a new bridge over the river Maas for $40 million on November 9, 2026.", "XYZ"],
  ])("writes no name out inside somebody's words, or whose letters stand for something else: %s", (text, short) => {
    const { placed } = drafted(`${text} ${FILLING} The quiet Harbor Bridge Authority (${short}) was unknown to most?`);
    expect(placed.map((one) => one.text)).toEqual([text]);
  });

  test.each([
    [
      "This breach of the records of Rotterdam could cost the council $40 million in fines.",
      "The breach of the records of Rotterdam could cost the council $40 million in fines.",
    ],
    ["This could cost the council of Rotterdam as much as $40 million in fines.", undefined],
  ])("says what “this” is, or does not say it: %s", (text, said) => {
    const { placed } = drafted(`${FILLING}\n\n${text}`);
    const found = placed.filter((one) => one.text.includes("$40 million"));
    expect(found.map((one) => one.text)).toEqual(said === undefined ? [] : [said]);
  });

  test.each([1, 2])("says at most %i statements a section when asked", (points) => {
    const text = Array.from(
      { length: 40 },
      (_, index) => `The council of town ${index} approved the plan for bridge ${index * 7} over river Maas${index}.`,
    ).join(" ");
    const sources = [sourceOf("many", text)];
    expect(
      readDraft(draft({ topic: "story", sources, points }).text, sources).said("happening").length,
    ).toBeLessThanOrEqual(points);
  });

  test("takes no words of somebody who is not named for the document's own", () => {
    const { placed } = drafted(
      "“We will vote on the bridge in December and nobody will stop us,” is what could be heard.",
    );
    expect(placed).toEqual([]);
  });

  test.each(["", "Tl;dr", "\u0000\u0001", "# #\n\n##", "a".repeat(5_000), `${"(".repeat(2_000)}x`])(
    "says nothing of a document that says nothing: %j",
    (text) => {
      expect(drafted(text).placed).toEqual([]);
    },
  );
});
