const CONSENT =
  /we (?:and our (?:\d+ )?partners )?(?:value|care about|respect) your privacy|before you continue|(?:accept|reject|allow) all(?: cookies)?|manage (?:your )?(?:cookie|privacy|consent)|(?:we|this (?:web)?site) uses? cookies|your privacy choices|consent to (?:the use|our use)|alle (?:cookies )?akzeptieren|tout accepter|aceptar todo/gi;
const PAYWALL =
  /subscribe (?:now )?to (?:continue|keep) reading|(?:to|and) (?:continue|keep) reading,? (?:subscribe|sign|log|create|register)|(?:this (?:article|story|content) is|available) (?:only )?(?:for|to|exclusive(?:ly)? (?:for|to)) (?:our )?(?:paying )?(?:subscribers|members)|already (?:a )?(?:subscriber|member)\?|subscribers? only|(?:unlock|read) (?:the (?:full|rest of (?:this|the))|this) (?:article|story)|you(?:'|’)ve reached your (?:free )?(?:article )?limit|create a free account to (?:continue|read)|log ?in to (?:continue|read)|subscribe for full access|become a (?:subscriber|member) to (?:read|continue)/gi;
const ROBOT =
  /(?:verify|verifying|checking|confirm) (?:that )?(?:you are|if you are|you're|your browser)|are you a robot|enable javascript and cookies to continue|unusual traffic|complete the captcha|access (?:to this page has been )?denied|just a moment\.\.\./gi;
const CONSENT_HOST = /^(?:consent|guce|privacy|cmp)\.|^https?:\/\/(?:consent|guce|cmp)\./;

/** What longer texts say in passing. */
const SHORT = 250;
const CUT = 400;

/** Why what came is something in the article's place, and what to do; undefined where it is not. */
export function wallOn(url: string, title: string, text: string, isFree?: boolean): string | undefined {
  const words = text.match(/\S+/g)?.length ?? 0;
  const count = (pattern: RegExp) => new Set((text.match(pattern) ?? []).map((phrase) => phrase.toLowerCase())).size;
  if (words < SHORT && (CONSENT_HOST.test(url) || count(CONSENT) >= 2))
    return `The site showed a consent page instead of the article: ${BY_HAND}`;
  if (
    words < SHORT &&
    (count(ROBOT) >= 2 || (count(ROBOT) > 0 && (words < 80 || /moment|denied|robot|attention/i.test(title))))
  )
    return `The site showed a robot check instead of the article: ${BY_HAND}`;
  const paywalled = count(PAYWALL);
  if (words < CUT && (paywalled >= 2 || (paywalled === 1 && (isFree === false || words < SHORT))))
    return `Only the beginning of the article came, the rest is for subscribers: ${BY_HAND}`;
  if (isFree === false && words < 150)
    return `Only the beginning of the article came, the rest is for subscribers: ${BY_HAND}`;
  return undefined;
}

const BY_HAND = "open it in a browser, save the page when the article is there, and add the file";
