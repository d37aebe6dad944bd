import type { DraftReview } from "./open-review.ts";
import { showHeader, showStatement } from "./show-review.ts";

/** Where a person reads and answers. `ask` gives undefined where nobody answers any more. */
export type Desk = {
  tell(text: string): void;
  ask(question: string): Promise<string | undefined>;
};

/** Puts every statement before a person, one by one; true only where each got its yes, and the whole too. */
export async function confirmEach(review: DraftReview, by: string, { tell, ask }: Desk): Promise<boolean> {
  const isYes = async (question: string) => {
    for (;;) {
      const answer = (await ask(`${question} [y/n] `))?.trim().toLowerCase();
      if (answer === undefined || answer === "n" || answer === "no") return false;
      if (answer === "y" || answer === "yes") return true;
    }
  };
  const { statements } = review;
  tell(showHeader(review));
  if (!(await isYes("Is this right?"))) return false;
  for (const [at, statement] of statements.entries()) {
    tell(`\n${showStatement(statement, `${at + 1} of ${statements.length}`)}`);
    if (!(await isYes("Do the quoted words support it?"))) return false;
  }
  return isYes(`Publish it as reviewed by ${by}?`);
}
