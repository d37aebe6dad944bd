import type { Source } from "#briefing";

const MOST = 75;

/** A topic's name as a label, its words written as the sources write them: "irs-audit" is "IRS audit". */
export function titleFor(topic: string, sources: readonly Source[]): string {
  const forms = new Map<string, Map<string, number>>();
  const wanted = new Set(topic.split("-"));
  for (const { text, title = "" } of sources)
    for (const { 0: word } of `${text.slice(0, LOOKED_AT)} ${title}`.matchAll(/(?<=\S )[\p{L}\p{N}]+/gu)) {
      const lower = word.toLowerCase();
      if (!wanted.has(lower)) continue;
      const own = forms.get(lower) ?? new Map<string, number>();
      forms.set(lower, own.set(word, (own.get(word) ?? 0) + 1));
    }
  const words = topic
    .split("-")
    .filter(Boolean)
    .map((word) => {
      const [most] = [...(forms.get(word) ?? [])].sort((a, b) => b[1] - a[1]);
      return most?.[0] ?? word;
    });
  const label = words.join(" ").slice(0, MOST).trim();
  return label.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

const LOOKED_AT = 20_000;
