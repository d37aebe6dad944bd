/** Words that link a question and its story, and mean nothing by themselves. */
export const CONNECTIVES: ReadonlySet<string> = set(`
a about actually again also and any anything are around as at be been bit bot but by current currently everyone exactly
folks for from further guys had has have here in into is it just lately latterly like nutgraf now of off ok okay on or our
out over please quick quickly re really recent recently regarding right so some something still stories story subject
team than that the their them then there these thing things this those though to today up us was were with yet
`);

/** Other words that name no story. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set([
  ...CONNECTIVES,
  ...set(`
all am an anybody anyone because being between can could day did do does doing each else ever every everybody find get
getting give given go goes going good got guess hello help hey hi how i if its know let look looking made make many may
me mean might mine month more morning most much must my need new no nobody not one only other own put read s said same
saw say says see seen send shall she should show someone somebody such t take tell thank thanks they think time today
too understand very want watch we week well what when where whether which while who whom whose why will
would write yes yesterday you your he him his her i me
`),
]);

/** Words about oneself or somebody else, not about a story. */
export const PERSONAL: ReadonlySet<string> = set(
  "i me my mine myself you your yours yourself he him his she her hers they we us our ours everybody nobody",
);

/** Named times, which are a topic rather than a filler when little else asks. */
export const TIMES: ReadonlySet<string> = set(
  "day days hour month morning afternoon evening night minute second time tomorrow tonight week weekend weeks year yesterday monday tuesday wednesday thursday friday saturday sunday",
);

export const ABOUT: ReadonlySet<string> = set("about around at for from in of on with");
export const VERBS: ReadonlySet<string> = set(
  "am are be been is was were do does did had has have will would can could should shall may might must not no never",
);
export const NEGATIONS: ReadonlySet<string> = set("no not never none nothing without nobody");
export const INTERROGATIVES: ReadonlySet<string> = set(
  "any anything are can could did do does has have how is should was were what when where which who whose why will would",
);

export const WHO_OR_WHEN: ReadonlySet<string> = set("how when where which who whose");
export const ARTICLES: ReadonlySet<string> = set("a all an any that the this");

/** What leads up to a question and asks nothing by itself. */
const OPENING =
  /^(?:a question|ah|alright|also|and|anyway|apologies|bot|but|dear|excuse me|follow up|folks|fyi|good (?:afternoon|day|evening|morning)|guys|hello|hey|hi|hiya|hmm+|howdy|just|kindly|maybe|morning|nutgraf|oh|ok|okay|one question|please|quick question|quickly|question|really|right|say|so|sorry|team|thanks|thank you|there|um+|uh+|well|yo)\b ?/;

/** What asks somebody for an answer: "can you tell me", "I would like to know", "any idea". */
const REQUEST = new RegExp(
  `^(?:${[
    "(?:can|could|would|will|may|might) (?:i|we|you|u|anybody|anyone|one of you|somebody|someone)(?: all| guys)?(?: kindly| please| possibly| just| quickly| quick)*(?: (?:get|have|see|know|find out|ask|hear)(?! on| at))?",
    "(?:do|does|did) (?:you|anybody|anyone|someone|we)(?: all| guys)?(?: by any chance| happen to)? (?:know|have|remember|hear|heard)",
    "(?:anybody|anyone|somebody|someone)(?: here)? (?:know|knows|got|has|heard)",
    "(?:i|we)(?: still| really| just)* (?:do|did|can) not (?:get|know|understand)",
    "(?:i|we)(?: am| are| was| were)(?: just| also| not)* (?:asking|curious|interested in|looking for|sure|trying to (?:find|understand)|wondering)(?: about| to know)?",
    "(?:(?:i|we) )?(?:(?:really|just|also) )*(?:would (?:like|love)|need|want|wanted)(?: to (?:ask|be told|catch up on|find out|get|have|hear|know|read|see|understand))?(?: about)?",
    "(?:i|we) wonder(?:ed)?",
    "any (?:idea|ideas|clue|thoughts)(?: on| about)?",
    "(?:wondering|curious|interested)(?: to know| about)?",
    "(?:let|tell|show|give|get|send|remind|help|ask|find|explain to|explain for) (?:me|us)(?: all)?(?: to)?(?: (?:have|know|see|understand|get|figure out))?(?: (?:a|an|the))?(?: (?:brief|quick|short|little))?",
    "(?:tell|show|share|post|explain|remind|see|read|find|get|give|say)",
    "please",
  ].join("|")})\\b ?`,
);

/** How many words at the start only open or request, and whether they request. */
export function leadOf(words: readonly string[]): { readonly length: number; readonly requests: boolean } {
  let length = 0;
  let requests = false;
  for (;;) {
    const rest = words.slice(length).join(" ");
    const [lead] = OPENING.exec(rest) ?? REQUEST.exec(rest) ?? [];
    if (lead === undefined || lead.trim() === "") return { length, requests };
    requests ||= !OPENING.test(rest);
    length += lead.trim().split(" ").length;
  }
}

/** Ends of a question that ask nothing more. */
const CLOSING =
  / ?\b(?:again|any(?:body|one)|asap|at all|btw|by the way|(?:can|did|do) (?:i|we|you) (?:ask|cover|follow|get|have|know|read|see|think)(?: about| here)?|exactly|folks|for (?:me|us|you)|guys|if (?:possible|you can|you do not mind|you know)|in your (?:opinion|view)|kindly|lol|many thanks|mate|now|nutgraf|please|right now|so far|so much|team|thank you|thanks|then|though|today|too|when you (?:can|get a chance|have time)|you know)$/;

/** How many words at the end only close. */
export function tailOf(words: readonly string[]): number {
  let length = 0;
  for (;;) {
    const rest = words.slice(0, words.length - length).join(" ");
    const [tail] = CLOSING.exec(rest) ?? [];
    if (tail === undefined || tail === rest) return length;
    length += tail.trim().split(" ").length;
  }
}

/**
 * Thanks, greetings, apologies, praise and the like: a whole part of a sentence. `§` stands for the name of a story, as
 * in thanks for one.
 */
const PLEASANTRY =
  /^(?:(?:and|but|hey|hi|ok|okay|oh|well|so|yes|yeah|no|wow|great|cool|perfect|awesome) )*(?:(?:(?:many |big |huge )?(?:thanks|thank you|props|kudos)|much appreciated|(?:i |we )?(?:really )?appreciate(?: it| this| that)?)(?: (?:again|a bunch|a lot|a million|a ton|all|anyway|bot|buddy|everybody|everyone|folks|friend|guys|in advance|loads|man|mate|nutgraf|so much|team|very much|you))*(?: (?:for|to|that|this|it|you|i|we)\b.*)?|(?:hello|hey|hi|hiya|howdy|welcome|greetings|good (?:afternoon|day|evening|morning|night)|morning)(?: (?:again|all|back|bot|everybody|everyone|folks|guys|nutgraf|team|there|to .*))*|how (?:are|is) (?:everybody|everyone|everything|it|life|things|you|your \w+)(?: (?:all|been|doing|going|today|guys))*|(?:what is up)(?: (?:all|dude|everybody|everyone|folks|guys|man|mate|team))*|(?:sorry|apologies|my bad|congrats|congratulations|happy|welcome|bye|goodbye|good (?:bot|call|job|luck|one|point|stuff|to know|work)|great (?:call|idea|job|point|stuff|to know|to hear|work)|nice (?:job|one|to know|work)|well done|well said|makes sense|sounds (?:good|great|like)|got it|gotcha|noted|understood|never mind|nvm|no (?:problem|worries|need)|not now|see (?:you|ya)|talk (?:soon|later|to you)|take care|have a|enjoy|on it|will do)\b.*)$/;

/** Whether a part of a sentence is a pleasantry; `words` with `§` for each name. */
export function isPleasantry(words: readonly string[]): boolean {
  return PLEASANTRY.test(words.join(" "));
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ""));
}
