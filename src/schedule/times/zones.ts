import { ABBREVIATIONS, ALSO_CALLED, RENAMED } from "./zone-names.ts";

/** An IANA time zone; or a sentence on why the words name none, and what to write. */
export type ReadZone = { readonly zone: string } | { readonly problem: string };

/** A time zone that somebody may mean, with another name for it. */
export type LikelyZone = { readonly zone: string; readonly called?: string };

/**
 * Reads a time zone as people write it: `Europe/London`, `london`, `Kyiv`, `mumbai`, `India`, `UTC`. An abbreviation is
 * refused, with the places it may mean: `BST` is London's in summer and Bangladesh's, `EST` is an hour off in June.
 */
export function readZone(text: string): ReadZone {
  const words = plainOf(text);
  const refuse = (why: string, places: readonly string[] = []): ReadZone => ({
    problem: `${why} ${places.length > 0 ? `Write the place you mean: ${listed(places)}.` : EXAMPLES}`,
  });
  if (words === "") return refuse("A time zone is missing.");
  if (UNIVERSAL.has(words)) return { zone: "UTC" };
  const known = atlas().byName.get(words);
  if (known) return { zone: known };
  const meant = placesOf(text);
  if (meant.length > 0) {
    const why = meant.length > 1 ? "may mean more than one time zone" : "is an abbreviation, not a place";
    return refuse(`“${text}” ${why}.`, meant);
  }
  if (OFFSET.test(text.trim())) return refuse(`“${text}” is an offset, which daylight saving time would make wrong.`);
  const named = zonesNamed(text, words);
  const [only, ...others] = named;
  if (only === undefined) return refuse(`Unknown time zone “${text}”.`);
  return others.length === 0
    ? { zone: only }
    : refuse(`“${text}” has more than one time zone.`, named.slice(0, MOST_NAMED));
}

/** Time zones that match what is typed so far, prefixes first; all of them for empty text. */
export function zonesLike(typed: string): readonly LikelyZone[] {
  const words = plainOf(typed);
  const { zones, names } = atlas();
  if (words === "") return zones.map((zone) => ({ zone }));
  const whole = placesOf(typed).map((zone) => ({ zone, called: typed.trim().toUpperCase() }));
  const ranked = [[], [], [], []] as [LikelyZone[], LikelyZone[], LikelyZone[], LikelyZone[]];
  for (const { zone, called, plain } of names) {
    const at = ` ${plain}`.indexOf(` ${words}`);
    const rank = at === -1 ? (plain.includes(words) ? 3 : undefined) : called === undefined ? 0 : at === 0 ? 1 : 2;
    if (rank !== undefined) ranked[rank]?.push({ zone, ...(called !== undefined && { called }) });
  }
  const named = words.length < LEAST_OF_COUNTRY ? [] : countries().filter(({ plain }) => plain.startsWith(words));
  const inCountries = (whole: boolean) =>
    named
      .filter(({ plain }) => (plain === words) === whole)
      .flatMap(({ name, zones }) => zones.map((zone) => ({ zone, called: name })));
  const found = [
    ...whole,
    ...inCountries(true),
    ...ranked[0],
    ...ranked[1],
    ...ranked[2],
    ...inCountries(false),
    ...ranked[3],
  ];
  return [...new Map(found.toReversed().map((one) => [one.zone, one])).values()].toReversed();
}

const EXAMPLES = "Write a place, like Europe/London, New York or UTC.";
const UNIVERSAL: ReadonlySet<string> = new Set("utc,gmt,z,zulu,etc utc,etc gmt,coordinated universal time".split(","));
/** `+02:00`, `GMT+1`, `UTC-5`, `Etc/GMT+5` (which is five hours behind). */
const OFFSET = /^(?:(?:etc\/)?(?:utc|gmt))?\s*[+−-]\s*\d{1,2}(?::?\d{2})?$/i;
const MOST_NAMED = 6;
const LEAST_OF_COUNTRY = 3;

type Named = LikelyZone & { readonly plain: string };

/** Made when first needed: it takes a few milliseconds. */
let made: { zones: readonly string[]; names: readonly Named[]; byName: ReadonlyMap<string, string> } | undefined;

function atlas() {
  if (made) return made;
  const zones = [
    "UTC",
    ...Intl.supportedValuesOf("timeZone")
      .filter((zone) => zone !== "UTC")
      .map(todays)
      .sort(),
  ];
  const names: Named[] = zones.map((zone) => ({ zone, plain: plainOf(zone) }));
  const call = (zone: string, called: string) => names.push({ zone, called, plain: plainOf(called) });
  for (const [old, zone] of Object.entries(RENAMED)) call(todays(zone), cityOf(old));
  for (const [zone, called] of Object.entries(ALSO_CALLED))
    for (const one of called.split(", ")) call(todays(zone), one);
  const byName = new Map<string, string>();
  const add = (name: string, zone: string) => byName.has(name) || byName.set(name, zone);
  for (const { zone, plain } of names) add(plain, zone);
  for (const zone of zones) add(plainOf(cityOf(zone)), zone);
  made = { zones, names, byName };
  return made;
}

/** A zone's current name, if this machine knows it. */
function todays(zone: string): string {
  const name = RENAMED[zone];
  return name !== undefined && canonical(name) !== undefined ? name : zone;
}

/** The places that an abbreviation may mean: `EST`, `est`, `EST5EDT`. */
function placesOf(text: string): readonly string[] {
  const letters = /^([a-z]{2,4})(?:\d[a-z]{3})?$/i.exec(text.trim().replaceAll(".", ""))?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(ABBREVIATIONS, letters) ? (ABBREVIATIONS[letters]?.split(" ") ?? []) : [];
}

/** Zones by an older name with its continent (`US/Eastern`), or all of a country. */
function zonesNamed(text: string, words: string): readonly string[] {
  const older = /^[a-z]+\/\w/i.test(text.trim()) ? canonical(text.trim().replaceAll(" ", "_")) : undefined;
  if (older !== undefined && atlas().zones.includes(todays(older))) return [todays(older)];
  return countries().find(({ plain }) => plain === words)?.zones ?? [];
}

/** Zones with well-known cities come first. */
function wellKnownFirst(zones: readonly string[]): readonly string[] {
  return zones.toSorted((a, b) => Number(b in ALSO_CALLED) - Number(a in ALSO_CALLED));
}

function canonical(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

type Country = { readonly name: string; readonly plain: string; readonly zones: readonly string[] };
let madeCountries: readonly Country[] | undefined;

/** Countries by their English names, as this machine knows them. */
function countries(): readonly Country[] {
  if (madeCountries) return madeCountries;
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  madeCountries = CODES.flatMap((code): Country[] => {
    const name = names.of(code);
    const zones = name === undefined ? [] : zonesIn(code);
    if (name === undefined || zones.length === 0) return [];
    const called = [name, ...(COUNTRIES_CALLED[code]?.split(", ") ?? [])];
    return called.map((name) => ({ name, plain: plainOf(name), zones }));
  });
  return madeCountries;
}

/** Other names of countries, by code. */
const COUNTRIES_CALLED: Readonly<Record<string, string>> = {
  CD: "DR Congo",
  CI: "Ivory Coast",
  CZ: "Czech Republic",
  KR: "Korea",
  MM: "Burma",
  NL: "Holland",
  TR: "Turkey",
  US: "USA, US, America",
};

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
const CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

/** https://tc39.es/proposal-intl-locale-info: newer than TypeScript's types. */
type KnowsZones = Intl.Locale & { getTimeZones?(): readonly string[] | undefined };

function zonesIn(code: string): readonly string[] {
  const locale: KnowsZones = new Intl.Locale(`und-${code}`);
  return wellKnownFirst((locale.getTimeZones?.() ?? []).map(todays));
}

/** `New York` of `America/New_York`. */
export function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

/** Lowercase letters without accents, anything else as a space: `São Paulo`, `america/sao_paulo`. */
function plainOf(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[.'’]/g, "")
    .replace(/[^\p{L}\p{N}+-]+|-/gu, " ")
    .trim();
}

function listed(places: readonly string[]): string {
  const last = places.at(-1);
  return places.length > 1 ? `${places.slice(0, -1).join(", ")} or ${last}` : `${last}`;
}
