import { describe, expect, test } from "vitest";
import { briefingFile, libraryOf, sourceFile, told } from "../../fixtures/content/library.ts";

const TEXT = "Trains will stop at noon on Monday. The buses run there, of course, and the talks go on all week.";
const NOTES = '[^1]: wire "will stop at noon on Monday"\n[^2]: wire "the talks go on all week"';

/** What is said of items in a section, and what the writer is told. */
function say(happening: string, source = TEXT, footnotes = NOTES) {
  const library = libraryOf({
    "sources/wire.md": sourceFile(source),
    "briefings/rail.md": briefingFile({ happening: `${happening}\n\n- All is used. [^1][^2]`, footnotes }),
  });
  const { statements = [], withheld } = library.briefing("rail")?.sections.happening ?? {};
  const said = statements.map(({ text }) => text).slice(0, -1);
  const problems = library.problems.map((problem) => problem.severity);
  return { said, withheld, problems, told: told(library.problems) };
}

describe("one item", () => {
  test.each([
    ["a mark inside a sentence", "- The minister denied on Monday [^1] that trains will stop at noon. [^2]"],
    ["a mark after an abbreviation", "- The U.S. [^1] denied that trains stop. [^2]"],
    ["a mark after an abbreviation, before a capital", "- The U.S. [^1] Senate denied that trains stop. [^2]"],
    ["a mark after a title", "- It is not so, says Dr. [^1] Poe of the town. [^2]"],
    ["a mark after an ordinal", "- Am 3. [^1] Oktober fährt kein Zug. [^2]"],
    ["a mark after a Roman numeral", "- Es sagte nicht Friedrich II. [^1] Karl sagte es. [^2]"],
    ["a mark after an unknown abbreviation, before a small letter", "- The Exc. [^1] denied that trains stop. [^2]"],
    ["a mark inside quoted words", "- “They will not. [^1] stop,” he said. [^2]"],
    ["a mark inside quoted sentences", "- “They will stop. [^1] Buses run,” he denied. [^2]"],
    ["a mark inside straight quotation marks", '- "They will stop. [^1] Buses run," he denied. [^2]'],
    ["a mark inside corner brackets", "- 「列車は止まる。[^1]バスは走る」と彼は否定した。[^2]"],
    ["a mark inside brackets", "- It is denied (They will stop. [^1] Buses run). [^2]"],
    ["a mark after a colon", "- The minister denied: [^1] Trains will stop. [^2]"],
    ["a mark inside a sentence in a script without spaces", "- 部长否认 [^1] 列车将停运。[^2]"],
    ["the same after a comma", "- 部长否认[^1]，列车将停运。[^2]"],
    ["a mark inside a Hindi sentence", "- मंत्री ने इनकार किया [^1] कि ट्रेनें रुकेंगी। [^2]"],
    ["a mark inside an Arabic sentence", "- نفى الوزير [^1] أن القطارات ستتوقف. [^2]"],
    ["a mark inside a paragraph's sentence", "The minister denied [^1]\nthat trains will stop. [^2]"],
    ["emphasis over a mark", "- **The minister denied [^1] that trains will stop.** [^2]"],
    ["words without a mark after it", "- Trains will stop. [^1] So says the minister."],
    ["a footnote that is not there", "- Trains will stop. [^1] The minister denied it. [^9]"],
    ["a second sentence in its second statement", "- Trains stop. [^1] 列车停运。公交运行。[^2]"],
    ["a nested list", "- The minister denied this. [^1]\n  - Trains will stop. [^2]"],
    ["a nested list after an empty line", "- The minister denied this. [^1]\n\n  - Trains will stop. [^2]"],
    ["a second paragraph", "- The minister denied this. [^1]\n\n  Trains will stop. [^2]"],
    ["a quotation", "- The minister denied this. [^1]\n  > Trains will stop."],
    ["a fence", "- The minister denied this. [^1]\n  ```\n  Trains will stop.\n  ```"],
    ["a comment in the middle of a paragraph", "The minister denied [^1]\n<!-- so -->\nthat trains will stop. [^2]"],
    ["a fence in the middle of a paragraph", "The minister denied [^1]\n```\nso\n```\nthat trains will stop. [^2]"],
    ["a link", "- Trains stop. [^1] It is [taxes](https://x) that rise. [^2]"],
  ])("with %s is withheld whole", (_, item) => {
    const { said, problems } = say(item);
    expect(said).toEqual([]);
    expect(problems).toContain("error");
  });

  test("with a footnote whose words are not there is withheld whole", () => {
    const { said, withheld } = say(
      "- Trains stop. [^1] The minister denied it. [^3]",
      TEXT,
      `${NOTES}\n[^3]: wire "the minister denied it"`,
    );
    expect({ said, withheld }).toEqual({ said: [], withheld: 2 });
  });

  test.each([
    ["- Trains stop. [^1] Buses run. [^2]", ["Trains stop.", "Buses run."]],
    ["- Do trains stop? [^1] They do! [^2]", ["Do trains stop?", "They do!"]],
    ["- Trains stop… [^1] iPhones sell. [^2]", ["Trains stop…", "iPhones sell."]],
    ["- He said: “Trains stop.” [^1] She left. [^2]", ["He said: “Trains stop.”", "She left."]],
    ["- 列车停运[^1]。公交运行[^2]。", ["列车停运。", "公交运行。"]],
    ["- 列车停运。[^1]公交运行。[^2]", ["列车停运。", "公交运行。"]],
    ["- 他说：“列车停运[^1]。”公交运行[^2]。", ["他说：“列车停运。”", "公交运行。"]],
    ["- ट्रेनें रुकेंगी[^1]। बसें चलेंगी [^2]।", ["ट्रेनें रुकेंगी।", "बसें चलेंगी।"]],
    ["- ٹرینیں رکیں گی[^1]۔ بسیں چلیں گی[^2]۔", ["ٹرینیں رکیں گی۔", "بسیں چلیں گی۔"]],
    ["- هل تتوقف القطارات[^1]؟ نعم[^2].", ["هل تتوقف القطارات؟", "نعم."]],
    ["- ባቡሮች ይቆማሉ[^1]። አውቶቡሶች ይሄዳሉ[^2]።", ["ባቡሮች ይቆማሉ።", "አውቶቡሶች ይሄዳሉ።"]],
    ["- Գնացքները կանգնում են[^1]։ Ավտոբուսները գնում են[^2]։", ["Գնացքները կանգնում են։", "Ավտոբուսները գնում են։"]],
    ["- Les trains s’arrêtent-ils [^1] ? Oui. [^2]", ["Les trains s’arrêtent-ils?", "Oui."]],
    ["- ¿Paran los trenes? [^1] ¡Sí! [^2]", ["¿Paran los trenes?", "¡Sí!"]],
    ["- Trains stop [^1]\n- and buses run [^2]", ["Trains stop", "and buses run"]],
  ])("may hold whole sentences: %s", (item, said) => {
    expect(say(item)).toMatchObject({ said, problems: [] });
  });
});

/** One sentence, as any of its readers would say; the writer may be warned. */
const SINGLE: readonly string[] = [
  "Das Treffen ist am 3. Oktober in Berlin.",
  "Es kostet 12 Mio. Euro im Jahr.",
  "König Friedrich II. Karl sprach in der Stadt.",
  "11. Cumhurbaşkanı Ankara'da konuştu.",
  "The Exec. Order stands.",
  "Acme Mfg. Co. and Beta Pharm. Corp. agreed.",
  "La Sra. López y el Lic. Pérez hablaron.",
  "Dr.-Ing. Voss und Dipl.-Kfm. Roth sprachen.",
  "The Rt. Hon. Ann Poe and Lt. Col. Roe spoke.",
  "Der ehem. Präsident und die amerik. Regierung schwiegen.",
  "Die staatl. Schule und das städt. Klinikum schlossen.",
  "Mme. Poe et le Dr. Roe de l'av. Foch parlèrent.",
  "Il sig. Rossi e l'on. Bianchi parlarono.",
  "Prof. Nowak i płk. Kowalski z ul. Długiej mówili.",
  "Проф. Иванов и ген. Петров с ул. Ленина молчали.",
  "В г. Москва и в обл. Тверская шёл снег.",
  "J. R. R. Poe of St. Louis, Mo. Valley, spoke.",
  "The app Yahoo! Japan and the show Jeopardy! Live ended.",
  "The show Who Wants to Be a Millionaire? Live ended.",
  "डॉ. मुरुगन और प्रो. शर्मा ने कहा।",
  "ดร. สมชาย และ พล.อ. ประวิตร กล่าวว่ารถไฟจะหยุด",
  "திரு. குமார் மற்றும் டாக்டர். ராஜா கூறினர்.",
  "د. أحمد و أ. سامي قالا ذلك.",
  "פרופ׳ כהן וד״ר לוי אמרו זאת.",
  "ایم۔ اے۔ جناح نے کہا کہ ٹرینیں رکیں گی۔",
  "“期待合作。”发言人说。",
  "「列車は止まる。」と彼は言った。",
  "他说“火车停。公交走。”然后离开了。",
  "モーニング娘。は新曲を出した。",
  "《列车。公交》一书已出版。",
  "김 모 씨(45. 서울)가 말했다.",
  "「行く！」と彼は言った。",
  "“Stop!” Poe said.",
  "He asked “Why? When?” and left.",
  "They met (They left. They came back) again.",
  "The U.N. Security Council met at 5 p.m. Geneva time.",
  "See Fed. R. Civ. P. Rule 12 and 28 U.S.C. Sec. 1331.",
  "The plan (see Fig. A. Roe) stands.",
];

const SECOND: readonly string[] = [
  "列车停运。公交运行。",
  "列车停运！公交运行。",
  "列車は止まる。バスは走る。",
  "ट्रेनें रुकेंगी। बसें चलेंगी।",
  "ট্রেন থামবে। বাস চলবে।",
  "ٹرینیں رک گئیں۔ بسیں چلیں گی۔",
  "هل ستتوقف القطارات؟ الحافلات تعمل.",
  "ባቡሮች ይቆማሉ። አውቶቡሶች ይሄዳሉ።",
  "ရထားများ ရပ်မည်။ ဘတ်စ်ကားများ ပြေးမည်။",
  "Գնացքները կանգնում են։ Ավտոբուսները գնում են։",
  "Do the trains stop? Buses run.",
  "How the trains stop! Buses run.",
  // the source has the word in the middle of a sentence: no abbreviation
  "Trains will stop at noon. Buses run.",
  "Trains will stop, of course. Buses run.",
];

const DOUBTFUL: readonly string[] = [
  "Trains halt at dusk. Buses run.",
  "Поезда встанут завтра. Автобусы идут.",
  "Τα τρένα σταματούν αύριο. Τα λεωφορεία κινούνται.",
  "توقفت القطارات. الحافلات تعمل.",
  "הרכבות נעצרות. האוטובוסים נוסעים.",
  "열차가 멈춘다. 버스는 달린다.",
  "மக்கள் நின்றனர். பேருந்துகள் ஓடுகின்றன.",
  "მატარებლები გაჩერდება. ავტობუსები იმოძრავებს.",
  "It cost 30. Buses run.",
  "Trains halt… Buses run.",
  "Trains halt at dusk. 20 buses run.",
];

describe("a statement of one sentence", () => {
  test.each(SINGLE)("is said: %s", (text) => {
    const { said, problems } = say(`- ${text} [^1]`);
    expect(said).toEqual([text]);
    expect(problems).not.toContain("error");
  });

  test.each(SINGLE)("is not even warned of with a no-break space after its dots: %s", (text) => {
    const escaped = text.replace(/([.!?]) /g, "$1\u00a0");
    const { said, told } = say(`- ${escaped} [^1]`);
    expect(said).toEqual([escaped]);
    expect(told.filter((one) => !/。|۔/.test(one))).toEqual([]);
  });
});

describe("a second sentence", () => {
  test.each(SECOND)("is refused where the break is certain: %s", (text) => {
    const { said, told } = say(`- ${text} [^1]`);
    expect(said).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/a second sentence begins here: give the first its own mark/)]);
  });

  test.each(DOUBTFUL)(
    "is said where it may be an abbreviation, and the writer is told how to settle it: %s",
    (text) => {
      const { said, told, problems } = say(`- ${text} [^1]`);
      expect({ said, problems }).toEqual({ said: [text], problems: ["warning"] });
      expect(told).toEqual([
        expect.stringMatching(
          /a second sentence may begin here \(“.+”\): if so, give .+; if not, put a no-break space after the period/,
        ),
      ]);
    },
  );
});

describe("formatting that chat would show raw", () => {
  test.each([
    ["The house **voted** on it.", "The house voted on it."],
    ["The house __voted__ on it.", "The house voted on it."],
    ["The house *voted* on _it_.", "The house voted on it."],
    ["The house ***voted*** on it.", "The house voted on it."],
    ["**The house *voted* on it.**", "The house voted on it."],
    ["The house ==voted== on it.", "The house voted on it."],
    ["The house `voted` on it.", "The house voted on it."],
    ["众议院**投票**了。", "众议院投票了。"],
    ["The <b>house</b> <em class='x'>voted</em><br> on it.", "The house voted on it."],
    ["Rail &amp; Road &#8212; it&rsquo;s&nbsp;so &#x2014; fine.", "Rail & Road — it’s\u00a0so — fine."],
    ["The price is \\$5 \\*now\\*.", "The price is $5 *now*."],
    ["• Trains stop.", "Trains stop."],
    ["— Trains stop.", "Trains stop."],
    ["– Trains stop.", "Trains stop."],
    ["—Trains stop.", "Trains stop."],
    ["‣ Trains stop.", "Trains stop."],
    ["▪ Trains stop.", "Trains stop."],
    ["● ○ Trains stop.", "Trains stop."],
    ["· Trains stop.", "Trains stop."],
    ["➢ Trains stop.", "Trains stop."],
    ["✅ Trains stop.", "✅ Trains stop."],
    ["\uf0b7 Trains stop.", "Trains stop."],
    ["🔹 Trains stop.", "Trains stop."],
    ["1️⃣ Trains stop.", "Trains stop."],
    ["- Trains stop.", "Trains stop."],
    ["*Trains stop.", "Trains stop."],
    ["Trains stop\\\n  at noon.", "Trains stop at noon."],
    ["・列车停运。", "列车停运。"],
    ["[ ] Trains stop.", "Trains stop."],
    ["# Trains stop.", "Trains stop."],
    ["> Trains stop.", "Trains stop."],
    ["**• Trains stop.**", "Trains stop."],
  ])("is taken off and warned of: %s", (written, clean) => {
    const { said, problems } = say(`- A. [^1]\n- ${written} [^1]`.replace("- A. [^1]\n", ""));
    expect(said).toEqual([clean]);
    expect(problems).not.toContain("error");
    expect(problems.length > 0).toBe(written !== clean);
  });

  test.each([
    "The factor 2*3*4 or 2**3**4 is in snake_case_name or __x.",
    "Smith* said that Jones* agreed, and 5 * 3 * 2 is 30.",
    "It fell to -5 °C, a < b and c > d.",
    "-5 °C was measured, and so was > 5 and + 5.",
    "It takes ~5 to ~6 days, or 5~6.",
    "AT&T; R&D and &c. stand.",
    "The point stands.[citation needed][original research?]",
    "The point of [1][2] and [note 1][note 2] stands.",
    "The [sic] word [of the court] stands (so).",
    "He said [that] (again) it is so.",
    "The path C:\\temp is there.",
    "Mail ann@example.org or see https://example.org/a_b_c first.",
    "The ¶ and § and № 5 stand.",
  ])("is none, and stays: %s", (written) => {
    expect(say(`- ${written} [^1]`)).toMatchObject({ said: [written], told: [] });
  });

  test("is a no-break space by its name, which settles a doubt as well", () => {
    expect(say("- Mr.&nbsp;Poe met Fin.&nbsp;Min. Roe. [^1]").told).toEqual([
      "7:6 chat would show “&nbsp;” as is, so it is read as a space: type a space",
      expect.stringMatching(/^7:.* may begin here \(“Roe.”\)/),
    ]);
  });

  test("may wrap the mark too", () => {
    for (const item of [
      "**Trains stop. [^1]**",
      "<b>Trains stop. [^1]</b>",
      "Trains stop. **[^1]**",
      "Trains stop.<sup>[^1]</sup>",
    ])
      expect(say(`- ${item}`)).toMatchObject({ said: ["Trains stop."] });
  });

  test("is told of at its place, once a kind", () => {
    expect(say("- The house **voted** on **it** &amp; left. [^1]").told).toEqual([
      "7:13 chat would show the marks of “**voted**”, so they are dropped: write “voted”",
      "7:33 chat would show “&amp;” as is, so it is read as “&”: write that",
    ]);
    expect(say("• Trains stop. [^1] • Buses run. [^2]")).toMatchObject({
      said: ["Trains stop.", "Buses run."],
      problems: ["warning", "warning"],
    });
  });

  test.each([
    ["a link", "Congress raised [taxes](https://x.org/a_(b)) twice.", "“Congress raised taxes twice.”"],
    ["a link with a title", 'Congress raised [taxes](https://x.org "t") twice.', "“Congress raised taxes twice.”"],
    ["a link elsewhere", "Congress raised [taxes][ref] twice.", "“Congress raised taxes twice.”"],
    ["a link of a wiki", "Congress raised [[Tax|taxes]] twice.", "“Congress raised taxes twice.”"],
    ["a link of Slack", "Congress raised <https://x.org|taxes> twice.", "“Congress raised taxes twice.”"],
    ["a link of HTML", 'Congress raised <a href="x">taxes</a> twice.', "“Congress raised taxes twice.”"],
    ["a bare link in brackets", "Congress raised taxes <https://x.org> twice.", "“Congress raised taxes twice.”"],
    ["an image", "Congress raised ![taxes](x.png) twice.", "“Congress raised taxes twice.”"],
    ["an image of HTML", 'Congress raised <img src="x"> taxes twice.', "“Congress raised taxes twice.”"],
    ["a script", "Congress raised <script>x</script>taxes twice.", "“Congress raised xtaxes twice.”"],
    ["a comment", "Congress raised <!-- no --> taxes twice.", "“Congress raised taxes twice.”"],
    ["words struck out", "Congress ~~never~~ raised taxes twice.", "struck out"],
    ["words struck out by one tilde", "Congress ~never~ raised taxes twice.", "struck out"],
    ["words struck out by a tag", "Congress <del>never</del> raised taxes twice.", "struck out"],
    ["a raised number", "Congress raised 10<sup>6</sup> dollars.", "<sup>"],
  ])("is a problem that shows the clean words where it is %s", (_, written, shown) => {
    const { said, problems, told } = say(`- ${written} [^1]`);
    expect({ said, problems }).toEqual({ said: [], problems: ["error"] });
    expect(told[0]).toContain(shown);
  });
});
