import { describe, expect, test } from "vitest";
import { checkSupport, evidenceOf, tellSupport } from "#draft";
import type { Kind } from "../../../src/draft/support/align/difference.ts";

/** What a person might write of the quoted words, and how they differ. */
type Case = readonly [quoted: string, statement: string, told: string];

const CASES = {
  number: [
    [
      "The ministry closed 43 schools in the northern districts in May.",
      "The ministry closed 34 schools in the northern districts in May.",
      "number: “34” here, “43” in the quoted words",
    ],
    [
      "Sales rose to $4.2 million in the third quarter, the company said.",
      "Sales rose to $4.2 billion in the third quarter, the company said.",
      "number: “$4.2 billion” here, “$4.2 million” in the quoted words",
    ],
  ],
  unit: [
    [
      "The pipeline carries oil over 300 miles to the coast.",
      "The pipeline carries oil over 300 kilometers to the coast.",
      "unit: “300 kilometers” here, “300 miles” in the quoted words",
    ],
  ],
  date: [
    [
      "The treaty was signed in 2014 by both governments.",
      "The treaty was signed in 2016 by both governments.",
      "date: “2016” here, “2014” in the quoted words",
    ],
    [
      "The council will vote on the budget in March, its leader said.",
      "The council will vote on the budget in June, its leader said.",
      "date: “June” here, “March” in the quoted words",
    ],
  ],
  name: [
    [
      "Officials in Kenya approved the plan to reopen the border crossing.",
      "Officials in Uganda approved the plan to reopen the border crossing.",
      "name: “Uganda” here, “Kenya” in the quoted words",
    ],
    [
      "The governor of Vermont signed the flood relief bill on Monday. The storm had spared Maine altogether.",
      "The governor of Maine signed the flood relief bill on Monday.",
      "name: “Maine” here, “Vermont” in the quoted words",
    ],
  ],
  opposite: [
    [
      "Lawmakers rejected the proposal to raise the fuel tax.",
      "Lawmakers approved the proposal to raise the fuel tax.",
      "“approved” says the opposite of “rejected” in the quoted words",
    ],
    [
      "Unemployment increased in the region last quarter.",
      "Unemployment decreased in the region last quarter.",
      "“decreased” says the opposite of “increased” in the quoted words",
    ],
    [
      "The harbor office will increase the pay of its clerks. By May the ferry boats to Maas island will increase, the council said.",
      "The harbor office will increase the pay of its clerks, and by May the ferry boats to Maas island will decrease.",
      "“decrease” says the opposite of “increase” in the quoted words",
    ],
    [
      "We expect net debt to fall below $25 billion by the end of the year, the treasurer said.",
      "The treasurer said net debt is to stay above $25 billion.",
      "“above” says the opposite of “below” in the quoted words",
    ],
    [
      "Visitors praised the new tram line. The clerks will prepare the garden of the old town hall for them.",
      "Visitors praised the new tram line, while the clerks will wreck the garden of the town hall.",
      "“wreck” says the opposite of “prepare” in the quoted words",
    ],
    [
      "The two panels reached identical results on the harbor tax.",
      "The two panels reached different results on the harbor tax.",
      "“different” says the opposite of “identical” in the quoted words",
    ],
    [
      "The council will not raise taxes on small shops this year.",
      "The council will cut taxes on small shops this year.",
      "“cut” says the opposite of “raise” in the quoted words",
    ],
    [
      "The bank did not increase its rate in March.",
      "The bank decreased its rate in March.",
      "“decreased” says the opposite of “increase” in the quoted words",
    ],
    [
      "The board did not approve the merger in May; it approved the merger in June.",
      "The board rejected the merger in June.",
      "“rejected” says the opposite of “approve” in the quoted words",
    ],
    [
      "The mayor was not happy with the plan in May. The mayor was happy with the plan in June.",
      "The mayor was unhappy with the plan in June.",
      "“unhappy” says the opposite of “happy” in the quoted words",
    ],
    [
      "Net income in the spring was $94.8 million, and that compares to $106.6 million a year ago.",
      "The company had an increase in net income in the spring.",
      "“increase” says the opposite of “$94.8 million […] $106.6 million” in the quoted words",
    ],
    [
      "Profit per share was $0.34, up 17% from $0.29 a year ago.",
      "Profit per share decreased by 17% within a year.",
      "“decreased” says the opposite of “up” in the quoted words",
    ],
    [
      "The ferry fare for islanders was $3.69 in May, improved from $3.41 in April.",
      "The ferry fare for islanders remained the same in May.",
      "“same” says the opposite of “$3.69 […] $3.41” in the quoted words",
    ],
    [
      "A filter of the plant gives a correct output within an hour for every input of interest.",
      "A filter of the plant gives a correct input within an hour for every output of interest.",
      "“input” says the opposite of “output” in the quoted words",
    ],
    [
      "The former governor of the bank spoke to the clerks.",
      "The current governor of the bank spoke to the clerks.",
      "“current” says the opposite of “former” in the quoted words",
    ],
    [
      "The storm killed at least 13 people on the coast.",
      "The storm killed at most 13 people on the coast.",
      "“most” says the opposite of “least” in the quoted words",
    ],
    [
      "The last ferry to the island left at noon.",
      "The first ferry to the island left at noon.",
      "“first” says the opposite of “last” in the quoted words",
    ],
    [
      "The clerks saw that it was so solved for them, the harbor dispute.",
      "The harbor dispute had then been so worsened for all of its own clerks.",
      "“worsened” says the opposite of “solved” in the quoted words",
    ],
    [
      "The toll for trucks on the old bridge rose to $5 in May.",
      "The toll for trucks on the old bridge remained the same in May.",
      "“same” says the opposite of “rose” in the quoted words",
    ],
    [
      "The governor signed the flood relief bill on Monday.",
      "The flood relief bill was vetoed by the governor.",
      "“vetoed” says the opposite of “signed” in the quoted words",
    ],
    [
      "The country withdrew from the climate treaty in May.",
      "The country entered the climate treaty in May.",
      "“entered” says the opposite of “withdrew” in the quoted words",
    ],
    [
      "The court upheld the ban on night flights.",
      "The court overturned the ban on night flights.",
      "“overturned” says the opposite of “upheld” in the quoted words",
    ],
    [
      "Under the plan, taxes rise for large firms and fall for families.",
      "Taxes fall for large firms and rise for families.",
      "“fall” says the opposite of “rise” in the quoted words",
    ],
  ],
  negation: [
    [
      "The agency did not inform the affected families of the leak.",
      "The agency informed the affected families of the leak.",
      "the quoted words say “not inform the”, but the statement does not",
    ],
    [
      "The court has ruled on the appeal of the mining company.",
      "The court has not ruled on the appeal of the mining company.",
      "“not” is not in the quoted words, and reverses what they say",
    ],
    [
      "The council will raise taxes on shops in May. It will cut aid for schools.",
      "The council will not raise taxes on shops in May, with less aid for schools.",
      "“not” is not in the quoted words, and reverses what they say",
    ],
  ],
  quantifier: [
    [
      "Some schools in the district reopened after the flood.",
      "All schools in the district reopened after the flood.",
      "how many: “All” here, “Some” in the quoted words",
    ],
  ],
  hedge: [
    [
      "The ruling may delay the construction of the bridge.",
      "The ruling will delay the construction of the bridge.",
      "the quoted words say “may delay the”, but the statement says it for certain",
    ],
  ],
  attribution: [
    [
      "Critics say that the new rules weaken the protection of tenants.",
      "The new rules weaken the protection of tenants.",
      "the quoted words say who said it (“critics say that”), but the statement does not",
    ],
  ],
  tense: [
    [
      "The operator plans to close the reactor near the river.",
      "The operator has closed the reactor near the river.",
      "“closed” says that it already happened, the quoted words say “plans to close”",
    ],
  ],
  quotation: [
    [
      "The mayor called the delay a serious failure of planning.",
      "The mayor called the delay “a shameful failure of planning”.",
      "“a shameful failure of planning” is in quotation marks, but not in the quoted words",
    ],
  ],
  roles: [
    [
      "Petrova sued Lindqvist over the contract in the spring.",
      "Lindqvist sued Petrova over the contract in the spring.",
      "who did what to whom: “Lindqvist sued Petrova” here, “Petrova sued Lindqvist” in the quoted words",
    ],
  ],
  added: [],
} satisfies Record<Kind, readonly Case[]>;

describe("a statement set against its quoted words", () => {
  const rows = Object.entries(CASES).flatMap(([kind, cases]) => cases.map((one: Case) => [kind, ...one] as const));

  test.each(rows)("differs in a %s: %s", (kind, quoted, statement, told) => {
    const support = checkSupport(statement, evidenceOf(quoted));
    expect(support.verdict).toBe("differs");
    expect(support.differences.map((difference) => difference.kind)).toContain(kind);
    expect(tellSupport(support)).toContain(told);
  });

  test.each(rows)("is not doubted where it says the same: a %s, %s", (_, quoted) => {
    expect(tellSupport(checkSupport(quoted, evidenceOf(quoted)))).toBe("no difference found");
    expect(checkSupport(`However, ${quoted}`, evidenceOf(quoted)).verdict).toBe("no difference");
  });

  test.each([
    ["The Internal Revenue Service closed 43 offices in May.", "The IRS closed 43 offices in May."],
    ["Profit rose 12 percent in the second quarter, the company said.", "Profit rose 12% in Q2, the company said."],
    ["The mayor was unhappy with the plan for the harbor.", "The mayor was not happy with the plan for the harbor."],
    ["The mayor was not happy with the plan for the harbor.", "The mayor was unhappy with the plan for the harbor."],
    ["The old bridge is not safe for heavy trucks.", "The old bridge is dangerous for heavy trucks."],
    ["The fire destroyed 4,950 homes in the valley.", "The fire destroyed about 5,000 homes in the valley."],
    ["Iran exported 200 tons of nuts to China.", "Iranian exporters shipped 200 tons of nuts to China."],
    ["The festival drew twelve thousand visitors.", "The festival drew 12,000 visitors."],
    ["The bill passed in the session of 2018 to 2019.", "The bill passed in the 2018–19 session."],
    [
      "She starred in Part 2 of a film called Gone by Dawn last year.",
      "She starred in “Gone by Dawn – Part 2” last year.",
    ],
    [
      "Critics called the show mature, tasteful, and frankly warm.",
      "Critics called the show “mature, tasteful […] warm”.",
    ],
    [
      "Our focus has expanded to an increase in the dividend to $0.13 per share. We expect net debt to fall below $25 billion.",
      "The company is raising its dividend to $0.13 per share and reducing net debt below $25 billion.",
    ],
    [
      "The train departs at noon. It is due to arrive in Lund at two.",
      "The train departs at noon, reaching Lund at two.",
    ],
    [
      "Net income was $94.8 million, and that compares to $106.6 million a year ago.",
      "Net income decreased to $94.8 million.",
    ],
    [
      "Net income was $94.8 million, and that compares to $106.6 million a year ago.",
      "Net income is expected to increase.",
    ],
    [
      "Sales were $5 million, compared with $4 million a year ago, but down from $6 million in the spring.",
      "Sales of $5 million decreased.",
    ],
    ["Bakery sales grew 4% while the sales of tea fell 3%.", "Sales of tea fell 3% while bakery sales grew 4%."],
    [
      "Ticket sales of the harbor ferry fell 4% in May. In June 3% were added to them.",
      "Ticket sales of the harbor ferry were 3% higher in June.",
    ],
    [
      "The toll for trucks on the old bridge did not fall in May.",
      "The toll for trucks on the old bridge was higher in May.",
    ],
    [
      "The share of old trucks was 40 from June 30, and of new trucks 20.",
      "The share of old trucks decreased in June.",
    ],
    [
      "Profit of the harbor ferry was $3 million or $0.20 a share, versus $2 million or $0.10 a share last year.",
      "Profit of the harbor ferry increased.",
    ],
    [
      "Support for the toll stood at 41% among women, compared to 59% of men.",
      "Support for the toll among women increased to 41%.",
    ],
    ["The result of the harbor ferry was -$30 versus $20 last year.", "The result of the harbor ferry decreased."],
    ["The immigrant families reached the town in May.", "The migrant families reached the town in May."],
    [
      "The hospital increased beds from 200 to 240 and cut waiting times to 12 days from 20.",
      "The hospital cut waiting times to 12 days from 20, and increased beds to 240.",
    ],
    [
      "The old stadium will be torn down and a new one built by 2030.",
      "A new stadium will be built by 2030, and the old one torn down.",
    ],
    [
      "Under the plan, taxes rise for large firms and fall for families.",
      "For families taxes fall, and for large firms they rise.",
    ],
    [
      "Prices rose in the north and fell in the south last year.",
      "Last year prices fell in the south and rose in the north.",
    ],
    ["The council closed 43 schools in May in the north.", "The council closed 43 schools in the north."],
    ["In May the council closed 43 schools in the north.", "The council closed 43 schools in the north."],
    ["On 3 May, the council closed 43 schools in the north.", "The council closed 43 schools in the north."],
    ["The council said in May that the schools would close.", "The council said that the schools would close."],
  ])("takes other forms of the same for the same: %s", (quoted, statement) => {
    expect(checkSupport(statement, evidenceOf(quoted)).differences).toEqual([]);
  });

  test("says where it is too far to tell", () => {
    const support = checkSupport(
      "Farmers welcomed the early rain.",
      evidenceOf("The port will be dredged next spring."),
    );
    expect(tellSupport(support)).toBe("too far from the quoted words to check");
  });

  test.each([
    ["It is not true that the minister resigned over the loan.", "The minister resigned over the loan.", "negation"],
    ["The bank denied that it had lost the records.", "It had lost the records.", "negation"],
    ["It is unclear whether the mayor knew of the plan.", "The mayor knew of the plan.", "hedge"],
    ["The dam is safe, according to its operator.", "The dam is safe.", "attribution"],
  ])("does not take part of a sentence for the whole: %s", (quoted, statement, kind) => {
    const { verdict, differences } = checkSupport(statement, evidenceOf(quoted));
    expect([verdict, differences[0]?.kind]).toEqual(["differs", kind]);
  });

  test("says where in the statement the difference stands", () => {
    const statement = "The ministry closed 34 schools.";
    const [difference] = checkSupport(statement, evidenceOf("The ministry closed 43 schools.")).differences;
    expect(statement.slice(difference?.at)).toBe("34 schools.");
  });
});
