import { z } from "zod";
import { quoted } from "../content/problem.ts";

/** Text on one line, at most `most` characters. */
export const textField = (most: number, name: string) =>
  z
    .string({
      error: ({ input }) =>
        input === undefined
          ? `“${name}” is missing: add a line ${name}: … between the --- lines`
          : `“${name}” must be text: put the value in quotation marks`,
    })
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(1, `“${name}” is empty: fill it in or remove the line`)
        .max(most, `“${name}” is longer than ${most} characters`),
    )
    .meta({ minLength: 1, maxLength: most });

/** A day that exists, as YYYY-MM-DD. */
export const dateField = (name: string) =>
  z
    .string(`“${name}” must be a date as YYYY-MM-DD`)
    .meta({ format: "date" })
    .superRefine((text, context) => {
      const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
      if (date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return;
      context.addIssue({
        code: "custom",
        message: `“${name}” must be a real date as YYYY-MM-DD, not ${quoted(text, 40)}`,
      });
    });
