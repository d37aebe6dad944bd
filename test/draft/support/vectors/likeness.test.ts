import { expect, test } from "vitest";
import { evidenceOf } from "../../../../src/draft/support/align/evidence.ts";
import { compare } from "../../../../src/draft/support/check-support.ts";

/** Long enough to be looked through as a document: a stretch about a flood, much about music, one about a strike. */
const FLOOD =
  "The river rose overnight and flooded the town. Rescuers carried families from their roofs in boats. The governor declared an emergency and asked for tents and blankets.";
const STRIKE =
  "Drivers walked out on Monday over wages. Their union wants shorter shifts. The railway said that it would run no trains before Friday.";
const MUSIC =
  "The orchestra played a symphony by a young composer. The audience listened in silence. A violin began softly, and the horns answered it. ";
const DOCUMENT = evidenceOf(`${FLOOD}\n\n${MUSIC.repeat(16)}\n\n${STRIKE}`);

function unlikeness(statement: string): number {
  return compare(statement, DOCUMENT).signs.get("unlike any stretch") ?? Number.NaN;
}

test("a statement is set against what each stretch of a document speaks of, by meaning", () => {
  const told = unlikeness("Families were carried from roofs as the river flooded the town overnight.");
  const meant = unlikeness("Homes were evacuated by helicopters as rains submerged the village.");
  const scattered = unlikeness("The orchestra's drivers carried blankets for the union of violin players.");
  const foreign = unlikeness("The senate confirmed the nominee by one vote after a hearing on taxes.");
  expect(told).toBeLessThan(0.25 * foreign);
  expect(meant).toBeGreaterThan(told);
  expect(meant).toBeLessThan(0.75 * foreign);
  expect(scattered).toBeGreaterThan(2 * told);
});

test("what stands there in other forms is as like as itself, and numbers are by value alone", () => {
  expect(unlikeness("From the roof a rescuer carries some family in his boat.")).toBe(0);
  // "Two" stands among the same words as "six", and is another number.
  const [two, six] = ["two", "six"].map((number) =>
    compare("Six boats it took.", evidenceOf(`${FLOOD} It took ${number} boats. ${MUSIC.repeat(16)}`)).signs.get(
      "unlike any stretch",
    ),
  );
  expect(six).toBe(0);
  expect(two).toBeGreaterThan(0.5);
  const [same, other] = ["16", "17"].map((number) => {
    const evidence = evidenceOf(`${FLOOD} It took ${number} boats. ${MUSIC.repeat(16)}`);
    return compare("It took sixteen boats, the rescuers said.", evidence).signs.get("unlike any stretch") ?? 0;
  });
  expect(same).toBeLessThan(other ?? 0);
});

test("words count less the further off they stand, on either side, and common ones less than rare ones", () => {
  const unlike = (statement: string, text: string) =>
    compare(statement, evidenceOf(`${MUSIC.repeat(8)}${text} ${MUSIC.repeat(8)}`)).signs.get("unlike any stretch") ?? 0;
  const text = "They saw the zorbane. They saw the quilfex. They saw the mirdak.";
  // The middle sentence has a third of it, and its neighbors the rest at 95 %.
  expect(unlike("A zorbane, a quilfex and a mirdak were there.", text)).toBeCloseTo((5 * 2 * 0.05) / 3, 4);
  const apart = text.replace(" They saw the mirdak.", ` ${MUSIC.repeat(8)}They saw the mirdak.`);
  expect(unlike("A zorbane, a quilfex and a mirdak were there.", apart)).toBeGreaterThan(1);
  expect(unlike("A zorbane of the country.", text)).toBeLessThan(0.6);
  expect(unlike("A tomklin of the country.", "They saw the country.")).toBeGreaterThan(4);
});

test("a word that a statement turns on or that it repeats changes little, nor does the order of a document", () => {
  const unlike = (statement: string) => unlikeness(`The orchestra ${statement}.`);
  expect(unlike("is playing symphonies")).toBe(0);
  for (const turn of ["after", "up", "without more", "once more before it"])
    expect(unlike(`is playing symphonies ${turn}`), turn).toBeLessThan(0.2);
  expect(unlike("plays, plays and plays symphonies")).toBeLessThan(0.2);
  const facts = ["The bridge took 5 million nails.", "The mayor saw 5 boats."];
  for (const order of [facts, facts.toReversed()])
    for (const number of ["5", "5 million"]) {
      const evidence = evidenceOf(`${MUSIC.repeat(16)} ${order.join(" ")}`);
      expect(compare(`Some ${number} were on it.`, evidence).signs.get("unlike any stretch"), number).toBe(0);
    }
});
