import type { Features } from "./features.ts";
import type { Scored } from "./model.ts";

/** What each cue says for a section, by hand: what holds for any publisher. */
const RULES: Readonly<Record<Scored, Readonly<Record<string, number>>>> = {
  happening: {
    "cue:recent": 0.9,
    "cue:perfect": 0.4,
    "cue:said": 0.1,
    "cue:number": 0.3,
    "cue:month": 0.3,
    "cue:expected": -0.5,
    "cue:will": -0.6,
    "cue:could": -0.6,
    "cue:would": -0.4,
    "cue:should": -0.6,
    "cue:unsure": -0.5,
    "cue:matters": -0.4,
    "cue:why": -0.3,
    "cue:we": -0.8,
    "cue:asks": -0.8,
    "cue:adds": -0.4,
    "cue:contrast": -0.3,
    "cue:pronoun": -0.3,
    "cue:critics": -0.4,
    "no past": -0.4,
    general: -0.5,
    titled: 0.5,
    names: 0.4,
  },
  important: {
    "cue:matters": 0.9,
    "cue:why": 0.7,
    "cue:could": 0.4,
    "cue:people": 0.4,
    "cue:first": 0.4,
    "cue:hedged": 0.1,
    "cue:said": -0.3,
    "cue:recent": -0.4,
    "cue:number": -0.3,
    "cue:quote": -0.3,
    "cue:expected": -0.2,
    "cue:month": -0.4,
    "cue:plans": -0.2,
    "cue:process": -0.2,
    "cue:formal": -0.2,
    "cue:we": -0.3,
    "cue:asks": -0.3,
    "cue:adds": -0.2,
    "cue:aside": -0.2,
    general: 0.6,
    past: -0.6,
    names: -0.4,
  },
  next: {
    "cue:expected": 1.6,
    "cue:later": 1,
    "cue:plans": 0.9,
    "cue:will": 0.8,
    "cue:unsure": 0.7,
    "cue:process": 0.5,
    "cue:could": 0.4,
    "cue:month": 0.4,
    "cue:formal": 0.4,
    "cue:doing": 0.3,
    "cue:ongoing": 0.3,
    "cue:should": 0.2,
    "cue:would": 0.1,
    "cue:said": -0.2,
    "cue:matters": -0.3,
    "cue:why": -0.3,
    "cue:past": -0.3,
    "cue:pronoun": -0.3,
    "cue:asks": -0.5,
    "cue:critics": -0.6,
    "cue:quote": -1,
    "cue:we": -1.2,
  },
};

const ENTRIES: Readonly<Record<Scored, readonly (readonly [string, number])[]>> = {
  happening: Object.entries(RULES.happening),
  important: Object.entries(RULES.important),
  next: Object.entries(RULES.next),
};

/** How much the rules speak for a section. */
export function ruleScore(features: Features, section: Scored): number {
  let sum = 0;
  for (const [name, weight] of ENTRIES[section]) sum += weight * (features.get(name) ?? 0);
  return sum;
}
