import { describe, expect, test } from "vitest";
import { asking, botOver, lines } from "./fixtures/bot.ts";
import { libraryOf } from "./fixtures/library.ts";
import { story } from "./fixtures/stories.ts";

const LIBRARY = libraryOf({
  ...story("irs-data-sharing", "title: IRS data sharing\naliases: [irs, taxpayer data]"),
  ...story("rail-strike", "title: Rail strike\naliases: [walkout, trains]"),
  ...story("care-homes", "title: Care homes inquiry\naliases: [care homes]"),
  ...story("who-funding", "title: WHO funding\naliases: [who]"),
});
const ONE = libraryOf(story("irs-data-sharing", "title: IRS data sharing\naliases: [irs, taxpayer data]"));

type Meant = readonly [command: string, topic: string];
const happening = (topic = ""): Meant => ["whats-happening", topic];
const important = (topic = ""): Meant => ["why-important", topic];
const next = (topic = ""): Meant => ["whats-next", topic];
const whole = (topic = ""): Meant => ["briefing", topic];
const quotes = (topic = ""): Meant => ["sources", topic];
const IRS = "irs-data-sharing";
const RAIL = "rail-strike";
const CARE = "care-homes";
const WHO = "who-funding";

/** What people type at the bot, and what it means: a command with its story, which may be left to be chosen. */
const QUESTIONS: readonly (readonly [typed: string, meant: Meant])[] = [
  // What's happening.
  ["whats hapening with irs", happening(IRS)],
  ["what's happening with the IRS?", happening(IRS)],
  ["Whats going on w/ the irs", happening(IRS)],
  ["any updates re: IRS", happening(IRS)],
  ["any updates re IRS?", happening(IRS)],
  ["bring me up to speed on the IRS", happening(IRS)],
  ["can someone bring us up to speed on the rail strike please", happening(RAIL)],
  ["catch me up on the walkout", happening(RAIL)],
  ["could you catch me up, I was out last week - the irs thing", happening(IRS)],
  ["fill me in on irs", happening(IRS)],
  ["what's the latest?", happening()],
  ["latest on the rail strike", happening(RAIL)],
  ["latest rail strike news", happening(RAIL)],
  ["whats the lastest on the irs", happening(IRS)],
  ["update me on I.R.S.", happening(IRS)],
  ["irs update", happening(IRS)],
  ["irs updates pls", happening(IRS)],
  ["IRS?", happening(IRS)],
  ["irs", happening(IRS)],
  ["the taxpayer data story", happening(IRS)],
  ["tell me about the care homes inquiry", happening(CARE)],
  ["care homes", happening(CARE)],
  ["any news on care homes?", happening(CARE)],
  ["hey team, anything new on the trains?", happening(RAIL)],
  ["Good morning! Any news about the walkout?", happening(RAIL)],
  ["what happened at the irs yesterday", happening(IRS)],
  ["what happend with the irs", happening(IRS)],
  ["so what's actually going on with the rail strike right now", happening(RAIL)],
  ["where do things stand on the irs story", happening(IRS)],
  ["where are we on rail strike", happening(RAIL)],
  ["what's the status of the care homes inquiry?", happening(CARE)],
  ["hows the rail strike going", happening(RAIL)],
  ["what's up with the irs", happening(IRS)],
  ["what's new?", happening()],
  ["any developments?", happening()],
  ["what did I miss on irs", happening(IRS)],
  ["do you know what's happening with the trains", happening(RAIL)],
  ["I'd like to know what is happening with the irs", happening(IRS)],
  ["I was wondering what's going on with the walkout", happening(RAIL)],
  ["need an update on the irs asap", happening(IRS)],
  ["gimme the latest irs news", happening(IRS)],
  ["wat's happening w the irs", happening(IRS)],
  ["What’s happening with the IRS’s data sharing?", happening(IRS)],
  ["what is the deal with the rail strike", happening(RAIL)],
  ["how about the irs?", happening(IRS)],
  ["what about trains", happening(RAIL)],
  ["where do sources differ on the irs", happening(IRS)],
  ["what is happening with WHO?", happening(WHO)],
  ["any news on the WHO", happening(WHO)],
  ["who funding news", happening(WHO)],
  ["thanks! any updates on the irs?", happening(IRS)],
  ["Sorry to bug you, what's the latest on the walkout?", happening(RAIL)],
  ["walkuot", happening(RAIL)],
  ["rail-strike", happening(RAIL)],
  ["what's hapenning", happening()],
  ["keep me posted on the irs", happening(IRS)],
  ["IRS: what's new?", happening(IRS)],
  ["is there any news on the irs", happening(IRS)],
  ["anyone know what's going on with the trains?", happening(RAIL)],
  ["what do you know about the irs", happening(IRS)],
  ["did anything happen with the rail strike", happening(RAIL)],
  // Why it's important.
  ["why's the irs story important", important(IRS)],
  ["why is the irs story important?", important(IRS)],
  ["why is irs importnat", important(IRS)],
  ["why does the rail strike matter", important(RAIL)],
  ["why do the trains matter so much", important(RAIL)],
  ["Why should I care about the IRS?", important(IRS)],
  ["why should we care about care homes", important(CARE)],
  ["y is the irs thing important", important(IRS)],
  ["why important irs", important(IRS)],
  ["importance of the walkout", important(RAIL)],
  ["what's the significance of the irs story", important(IRS)],
  ["what's at stake in the rail strike?", important(RAIL)],
  ["whats the big deal about the irs", important(IRS)],
  ["why is the rail strike such a big deal", important(RAIL)],
  ["what does the irs story mean for taxpayers", important(IRS)],
  ["what are the implications of the rail strike?", important(RAIL)],
  ["how important is the irs story", important(IRS)],
  ["how does the rail strike affect us", important(RAIL)],
  ["what matters in the irs story", important(IRS)],
  ["does the irs story matter?", important(IRS)],
  ["why?", important()],
  ["why does it matter", important()],
  ["but why is this important", important()],
  ["explain why the irs story matters", important(IRS)],
  ["can u tell me why the WHO funding story is important", important(WHO)],
  ["Why is who funding important?", important(WHO)],
  ["IRS - why does it matter?", important(IRS)],
  ["impact of the rail strike", important(RAIL)],
  ["remind me why the walkout matters", important(RAIL)],
  ["so what's the point of the care homes inquiry", important(CARE)],
  // What's next.
  ["wats next", next()],
  ["whats next", next()],
  ["what's next on the irs story?", next(IRS)],
  ["what's next for the I.R.S.?", next(IRS)],
  ["what’s next for the U.S. … sorry, the irs", next(IRS)],
  ["whats nxt for irs", next(IRS)],
  ["waht's next irs", next(IRS)],
  ["what is nect for the rail strike", next(RAIL)],
  ["what's next", next()],
  ["where is this going", next()],
  ["where's this going?", next()],
  ["where is the irs story headed", next(IRS)],
  ["what now for the rail strike", next(RAIL)],
  ["what now", next()],
  ["now what?", next()],
  ["ok so what now for irs", next(IRS)],
  ["what happens next with the walkout?", next(RAIL)],
  ["what will happen with the irs", next(IRS)],
  ["what's going to happen next", next()],
  ["what's gonna happen to the irs", next(IRS)],
  ["next steps on irs?", next(IRS)],
  ["next for the trains?", next(RAIL)],
  ["irs next", next(IRS)],
  ["what should we expect from the rail strike", next(RAIL)],
  ["what can we expect next in the irs case", next(IRS)],
  ["what's coming up for the care homes inquiry", next(CARE)],
  ["what lies ahead for who funding", next(WHO)],
  ["where do we go from here with the irs", next(IRS)],
  ["how will the rail strike end", next(RAIL)],
  ["when will the rail strike end?", next(RAIL)],
  ["when is the irs hearing", next(IRS)],
  ["what will the irs do next", next(IRS)],
  ["What is next for us in the walkout", next(RAIL)],
  ["what to watch in the irs story", next(IRS)],
  ["what's the outlook for the rail strike", next(RAIL)],
  ["Hi! Could you please tell me what comes next in the IRS story? Thanks a lot", next(IRS)],
  ["hello nutgraf, what's next for irs", next(IRS)],
  ["We talked about the walkout. What's next?", next(RAIL)],
  ["About the irs. what happens now?", next(IRS)],
  ["what's next irs thx", next(IRS)],
  ["irs, what's next", next(IRS)],
  ["after the hearing, what's next for the irs?", next(IRS)],
  ["WHATS NEXT FOR THE IRS", next(IRS)],
  ["what's next for WHO", next(WHO)],
  ["what's next for the rail strike, do you know?", next(RAIL)],
  ["any idea what's next for the irs", next(IRS)],
  ["whats-next irs", next(IRS)],
  ["/whats-next irs", next(IRS)],
  ["what's next for the irs zebra hearings", next(IRS)],
  // The whole of it, and its sources.
  ["summarize the irs story", whole(IRS)],
  ["tl;dr on the irs", whole(IRS)],
  ["tldr irs pls", whole(IRS)],
  ["can you give me a quick summary of the walkout", whole(RAIL)],
  ["brief me on the taxpayer data", whole(IRS)],
  ["I need a briefing on care homes", whole(CARE)],
  ["recap the rail strike", whole(RAIL)],
  ["give me the rundown on irs", whole(IRS)],
  ["walk me through the irs story", whole(IRS)],
  ["explain the rail strike", whole(RAIL)],
  ["tell me everything about the irs", whole(IRS)],
  ["give me the whole story on care homes", whole(CARE)],
  ["irs in a nutshell", whole(IRS)],
  ["sources for the irs story", quotes(IRS)],
  ["who says that about the irs?", quotes(IRS)],
  ["what's the evidence on the rail strike", quotes(RAIL)],
  ["show me the quotes on irs", quotes(IRS)],
];

/** What other words ask for: no story. */
const OTHERS: readonly (readonly [typed: string, title: string])[] = [
  ["help", "How to ask"],
  ["can you help me?", "How to ask"],
  ["how does this work?", "How to ask"],
  ["what can you do", "How to ask"],
  ["who are you?", "How to ask"],
  ["what stories do you have?", "4 stories"],
  ["list the stories", "4 stories"],
  ["which topics can I ask about", "4 stories"],
  ["what's next on the zebra story", "No such story"],
  ["what's happening with the zebra", "No such story"],
];

/** What is not asked of us, though it is said to us. */
const NOT_QUESTIONS: readonly string[] = [
  "thanks!",
  "Thank you so much",
  "thx",
  "ty, that's great",
  "thanks for the irs update",
  "Thanks, very helpful!",
  "many thanks for the rail strike briefing",
  "cheers mate",
  "appreciate the update",
  "great update, thanks",
  "good bot",
  "nice work on the irs story",
  "ok",
  "okay cool",
  "got it",
  "sounds good, thanks for the latest",
  "makes sense",
  "noted",
  "yes",
  "no",
  "no worries",
  "never mind",
  "nvm, found it",
  "sorry, wrong channel",
  "lol",
  "haha what",
  "wow",
  "hi",
  "hello there",
  "Good morning everyone",
  "what's up?",
  "sup",
  "how are you?",
  "how's it going",
  "how was your weekend",
  "see you next week",
  "I'll be out next week",
  "next week works for me",
  "the next meeting is at 3",
  "let's move on to the next item",
  "who's next in line for coffee?",
  "what time is it",
  "when is lunch?",
  "when's standup",
  "where is everyone",
  "where are you going",
  "is the wifi down?",
  "what's the wifi password",
  "can someone review my PR?",
  "please update the sheet",
  "I updated the doc",
  "did you update the calendar?",
  "no news is good news",
  "good news everyone, we shipped",
  "it doesn't matter",
  "no matter what",
  "I don't care",
  "why not",
  "why are you like this",
  "why is the build red",
  "why is the sky blue",
  "what happened to my laptop",
  "guess what happened",
  "that's what happened",
  "I know what's next, thanks",
  "you won't believe what happened at lunch",
  "this is why it matters to me",
  "what",
  "huh?",
  "?",
  "...",
  "👍",
  ":+1: :tada:",
  "@sam",
  "cc @sam @kim",
  "fyi @desk",
  "https://example.org/a",
  "test",
  "testing 1 2 3",
  "I paid the irs yesterday",
  "we are going to the care homes on Tuesday",
  "my train is late",
  "add milk to the list",
  "stop",
  "what's for dinner",
  "anyone up for lunch?",
  "happy birthday Sam!",
  "congrats on the new job",
  "brb",
  "is it friday yet",
  "2 + 2",
  "my schedule is full today",
  "can you book a room",
  "the source code is on the server",
  "what is the meaning of life",
  "he said it's important to rest",
];

describe("what people type", () => {
  test("is a table of 200 and more, at least 60 of which ask nothing of us", () => {
    const all = [...QUESTIONS.map(([typed]) => typed), ...OTHERS.map(([typed]) => typed), ...NOT_QUESTIONS];
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect(NOT_QUESTIONS.length).toBeGreaterThanOrEqual(60);
  });

  test.each(QUESTIONS)("“%s” asks for %j", async (typed, [command, topic]) => {
    const { outcome, answers, actions, form } = await botOver(LIBRARY).answer(asking(typed));
    if (topic !== "") expect([outcome, answers]).toEqual(["answered", { command, options: { topic } }]);
    // Of several stories one is chosen; of one there is nothing to choose.
    else expect([outcome, form?.submit.ask.command, actions[0]?.ask.command]).toEqual(["choose", command, command]);
    if (topic === "" || topic === IRS) {
      const only = await botOver(ONE).answer(asking(typed));
      expect([only.outcome, only.answers]).toEqual(["answered", { command, options: { topic: IRS } }]);
    }
  });

  test.each(OTHERS)("“%s” is met with “%s”", async (typed, title) => {
    const reply = await botOver(LIBRARY).answer(asking(typed));
    expect([reply.title, lines(reply)]).toEqual([title, []]);
  });

  test.each(NOT_QUESTIONS)("“%s” is not answered with a story", async (typed) => {
    for (const library of [LIBRARY, ONE]) {
      const { outcome, title } = await botOver(library).answer(asking(typed));
      expect([outcome, title]).toEqual(["none", "Nothing to answer"]);
    }
  });
});
