/** How an entity names its character: by number, or by its HTML name. */
type Entity = {
  readonly decimal?: string | undefined;
  readonly hex?: string | undefined;
  readonly name?: string | undefined;
};

/** The character that an entity stands for; undefined if it may not occur in a statement. */
export function characterOf({ decimal, hex, name }: Entity): string | undefined {
  const code =
    decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : ENTITIES.get(name ?? "");
  if (code === undefined || code > 0x10ffff) return undefined;
  const character = String.fromCodePoint(code);
  // Invisible or direction-changing characters must not get in this way either.
  if (code === 0xad) return "";
  if (/[\p{C}--[\u200c-\u200f]]/v.test(character)) return undefined;
  return character;
}

/** HTML's names; those of Latin 1 are in the order of their characters. */
const ENTITIES: ReadonlyMap<string, number> = new Map([
  ...(
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo " +
    "frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve " +
    "Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute " +
    "ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml"
  )
    .split(" ")
    .map((name, index): [string, number] => [name, 0xa0 + index]),
  ...Object.entries({
    ...{
      amp: 0x26,
      lt: 0x3c,
      gt: 0x3e,
      quot: 0x22,
      apos: 0x27,
      ndash: 0x2013,
      mdash: 0x2014,
      lsquo: 0x2018,
      rsquo: 0x2019,
      sbquo: 0x201a,
    },
    ...{
      ldquo: 0x201c,
      rdquo: 0x201d,
      bdquo: 0x201e,
      bull: 0x2022,
      hellip: 0x2026,
      permil: 0x2030,
      prime: 0x2032,
      Prime: 0x2033,
    },
    ...{
      lsaquo: 0x2039,
      rsaquo: 0x203a,
      euro: 0x20ac,
      trade: 0x2122,
      minus: 0x2212,
      ne: 0x2260,
      le: 0x2264,
      ge: 0x2265,
      asymp: 0x2248,
    },
    ...{
      ensp: 0x2002,
      emsp: 0x2003,
      thinsp: 0x2009,
      larr: 0x2190,
      rarr: 0x2192,
      OElig: 0x152,
      oelig: 0x153,
      Scaron: 0x160,
      scaron: 0x161,
    },
    ...{
      frac13: 0x2153,
      frac23: 0x2154,
      hyphen: 0x2010,
      dash: 0x2010,
      horbar: 0x2015,
      num: 0x23,
      percnt: 0x25,
      dollar: 0x24,
      lbrack: 0x5b,
      rbrack: 0x5d,
    },
    ...{
      infin: 0x221e,
      alpha: 0x3b1,
      beta: 0x3b2,
      gamma: 0x3b3,
      delta: 0x3b4,
      mu: 0x3bc,
      pi: 0x3c0,
      Omega: 0x3a9,
      omega: 0x3c9,
    },
  }),
]);
