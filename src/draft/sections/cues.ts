/** What the words of a sentence say about time, doubt, weight and speech; each a pattern over small letters. */
export const CUES: Readonly<Record<string, RegExp>> = {
  will: /\b(?:will|won't|shall|is going to|are going to|'ll)\b/,
  would: /\b(?:would|wouldn't)\b/,
  could: /\b(?:could|may|might|can)\b/,
  should: /\b(?:should|must|needs? to|ought to|has to|have to)\b/,
  expected:
    /\b(?:expected|expects?|likely|unlikely|set to|slated|scheduled|due to (?:be|begin|start|take|open|vote|decide)|poised|bound to|forecast|predict(?:s|ed)?|project(?:s|ed) (?:to|that)|anticipat\w+|on track|about to)\b/,
  plans:
    /\b(?:plans?|planning|planned|intends?|aims?|aiming|hopes?|hoping|vow(?:s|ed)?|pledg\w+|promis\w+|propos\w+|consider(?:s|ing)|weigh(?:s|ing)|seek(?:s|ing)?|call(?:s|ed|ing) (?:for|on)|urg\w+|prepar(?:es|ing))\b/,
  later:
    /\b(?:next (?:week|month|year|spring|summer|fall|autumn|winter|election|steps?|phase|few|session|term|decade|round)|later this|in the (?:coming|next|future|near)|coming (?:days?|weeks?|months?|years?|decades?)|upcoming|soon|by (?:20\d\d|the end of)|ahead|future|eventually|tomorrow|for now|until|long[- ]term|down the (?:road|line)|so far|yet)\b/,
  unsure:
    /\b(?:remains? (?:to be seen|unclear|uncertain|unknown|an open)|unclear|whether|it's possible|uncertain|open question|depends?|if|unless|pending|unknown|in the works|not yet|yet to)\b/,
  process:
    /\b(?:vote|hearing|trial|court|supreme court|ruling|appeal|election|congress|senate|legislation|bill|lawmakers|negotiations?|talks|deadline|decision|summit|review|investigation|lawsuit|regulators?|approval|campaign|inauguration)\b/,
  matters:
    /\b(?:matters?|important|importance|significan\w+|implications?|consequen\w+|critical|crucial|vital|key|essential|impact|historic|milestone|major|stakes?|worth|promising|potential|opportunit\w+|risks?|threat\w*|dangers?|harms?|concerns?|worr\w+|undermin\w+|trust)\b/,
  why: /\b(?:because|since|so that|which means|this means|that means|meaning|means|thus|therefore|as a result|leads? to|enables?|allows?|helps?|makes? it|raises?|shows?|suggests?|demonstrates?|highlights?|reflects?|underscores?|signals?|offers?|provides?)\b/,
  first:
    /\b(?:first|unprecedented|largest|biggest|most|never|ever|record|only|unlike|previously|earlier|traditional\w*|typical\w*|conventional|often|usually|generally|while|although|but)\b/,
  people:
    /\b(?:people|patients|users|consumers|workers|developers|society|public|communit\w+|countries|industry|businesses|companies|millions|billions|world|lives|americans|citizens|families|voters)\b/,
  said: /\b(?:said|says|told|wrote|according to|argues?|argued|claims?|claimed|reported|announced|added|noted|stated|tweeted|explained)\b/,
  recent:
    /\b(?:last (?:week|month|year|night)|this (?:week|month|year)|yesterday|today|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|recently|in recent|new|newly|latest|announced|launched|released|unveiled|introduced|published|developed|proposed|revealed|reached|signed|agreed|passed|approved|filed|ruled|found)\b/,
  past: /\b(?:was|were|had|did|been)\b/,
  perfect:
    /\b(?:has|have) (?:already |also |now |recently |long )?(?:been|\w+ed|become|begun|made|taken|seen|come|gone|said)\b/,
  present: /\b(?:is|are|am)\b/,
  we: /\b(?:we|we're|we'll|our|us|i|i'm|my|let's|you|your)\b/,
  quote: /["“”]/,
  asks: /\?/,
  number: /\d/,
  money: /[$€£]|\b(?:percent|million|billion|trillion)\b|%/,
  year: /\b(?:19|20)\d\d\b/,
  critics: /\b(?:critics|supporters|opponents|advocates|experts|some|others|many|skeptics|analysts)\b/,
  contrast: /^(?:but|however|still|yet|while|although|despite|even)\b/,
  adds: /^(?:and|also|moreover|in addition|additionally|furthermore|meanwhile|then|for (?:example|instance)|specifically|similarly|other)\b/,
  pronoun:
    /^(?:it|this|that|these|those|they|he|she|such|its|their|his|her|the (?:company|agency|system|team|model|authors|researchers))\b/,
  hedged: /\b(?:likely|possibl[ey]|potentially|probably|perhaps|appears?|seems?|reportedly|allegedly)\b/,
  ongoing: /\b(?:ongoing|continu\w+|remains?|still|currently|is \w+ing|are \w+ing|being)\b/,
  formal:
    /\b(?:charged|charges|court|appear|release|introduce|ruling|testimony|plead\w*|sentenc\w+|hear more|takes? effect|expire\w*|begin|start)\b/,
  month:
    /\b(?:january|february|march|april|june|july|august|september|october|november|december|spring|summer|fall|autumn|winter|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/,
  doing:
    /\b(?:lawmakers|democrats|republicans|officials|government|administration|congress|senate|house|states?|agency|leaders|committee|regulators|council|ministers?)\b/,
  list: /[:;]/,
  aside: /\(/,
};
