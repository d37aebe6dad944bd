import { expect, test } from "vitest";
import { stem } from "#briefing";

test.each([
  ["withdraw", "withdrew", "withdrawn", "withdrawing"],
  ["withhold", "withheld", "withholds"],
  ["withstand", "withstood"],
  ["uphold", "upheld", "upholding"],
  ["overcome", "overcame"],
  ["overtake", "overtook", "overtaken", "overtaking"],
  ["overthrow", "overthrew", "overthrown"],
  ["undergo", "underwent", "undergone"],
  ["undertake", "undertook", "undertaken"],
  ["rebuild", "rebuilt", "rebuilding"],
  ["repay", "repaid", "repaying"],
  ["mislead", "misled", "misleading"],
  ["foresee", "foresaw", "foreseen"],
  ["forbid", "forbade", "forbidden"],
  ["freeze", "froze", "frozen", "freezing"],
  ["shrink", "shrank", "shrunk", "shrinking"],
  ["sink", "sank", "sunk"],
  ["flee", "fled", "fleeing"],
  ["arise", "arose", "arisen", "arising"],
])("%s is one word in all its forms", (base, ...forms) => {
  expect(forms.map(stem)).toEqual(forms.map(() => stem(base)));
});
