import { Command, InvalidArgumentError } from "commander";
import { cleanAddress, dayIn } from "#draft";
import { openAddDesk, withAddOptions } from "../app/adding/add-desk.ts";
import { addFrom, type Given, ofOneDocument } from "../app/adding/add-source.ts";
import { orExit, readSettings } from "../app/settings/settings.ts";

const program = withAddOptions(
  new Command("npm run add --")
    .description(
      "Makes sources of documents: text, Markdown, HTML, PDF, DOCX, a web page, or items of an RSS, Atom or JSON feed. Shows each before it is kept.",
    )
    .argument("<file or address...>", "what to add"),
)
  .option("--title <words>", 'its title, if missing or wrong; "" for none; the next four work the same way')
  .option("--publisher <name>", "who published it")
  .option("--author <name>", "who wrote it")
  .option("--url <address>", "where it stands", addressOf)
  .option("--published <day>", "when it was published, as YYYY-MM-DD", dayOf)
  .option("--id <name>", "the name of its file, as footnotes cite it: lowercase letters, digits and hyphens")
  .option("--replaces <id>", "the source whose newer version it is")
  .parse();

const given = program.opts<Given>();
const names = program.args;
const { CONTENT_DIR } = orExit(() => readSettings());
const own = ofOneDocument(given);
if (names.length > 1 && own !== undefined) program.error(`error: --${own} is for one document: name one`);

const desk = openAddDesk(CONTENT_DIR, new Date().toISOString().slice(0, 10));
for (const name of names) await addFrom(name, given, desk);

function addressOf(text: string): string {
  const address = text.trim() === "" ? "" : cleanAddress(text);
  if (address === undefined) throw new InvalidArgumentError("It must be an http or https address.");
  return address;
}

function dayOf(text: string): string {
  const day = text.trim() === "" ? "" : dayIn(text);
  if (day === undefined) throw new InvalidArgumentError("It must be a day, like 2026-11-20.");
  return day;
}
