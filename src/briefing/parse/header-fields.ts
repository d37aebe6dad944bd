import { z } from "zod";
import { quoted } from "../content/problem.ts";

/** Words on one line, at most so many characters of them. */
export const textField = (most: number, name: string) =>
  z
    .string({
      error: ({ input }) =>
        input === undefined
          ? `“${name}” is missing: add a line ${name}: … between the --- lines`
          : `“${name}” must be words: put the value in quotation marks`,
    })
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(1, `“${name}” is empty: fill it in or leave the line out`)
        .max(most, `“${name}” is longer than ${most} characters`),
    );

/** A day that exists, as YYYY-MM-DD. */
export const dateField = (name: string) =>
  z.string(`“${name}” must be a date as YYYY-MM-DD`).superRefine((text, context) => {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
    if (date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return;
    context.addIssue({
      code: "custom",
      message: `“${name}” must be a real date as YYYY-MM-DD, not ${quoted(text, 40)}`,
    });
  });
