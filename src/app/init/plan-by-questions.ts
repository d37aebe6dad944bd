import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { confirm, intro, isCancel, log, multiselect, password, select, text } from "@clack/prompts";
import type { Given, Platform, SetUpAbout } from "#chat";
import { PLATFORMS } from "../settings/platforms.ts";
import { roomAt, type Start } from "./content-start.ts";
import { type Beginning, CONTENT_BESIDE, checked, NotSetUp, ownFor, ownOf, type Plan } from "./plan.ts";

/** The person's terminal. `open`: opens an address in the browser; absent if there is none. */
export type Desk = {
  readonly input: Readable;
  readonly output: Writable;
  readonly open?: (address: string) => void;
};

/** Plans the set-up by asking for what is needed. @throws NotSetUp if the person cancels */
export async function planByQuestions(desk: Desk, beginning: Beginning): Promise<Plan> {
  const { inFile } = beginning;
  const io = { input: desk.input, output: desk.output };
  intro("Nutgraf: set up", io);
  const isConnected = (platform: Platform) => platform.isSet(ownOf(platform, inFile));
  const chosen = answered(
    await multiselect({
      ...io,
      message:
        "Where should the bot answer? Space selects, Enter continues. Select nothing to run it only on this machine.",
      options: PLATFORMS.map((platform) => ({
        value: platform.name,
        label: platform.label,
        hint: isConnected(platform) ? "connected; choose it to change its tokens" : "",
      })),
      required: false,
    }),
  );
  const platforms = PLATFORMS.filter(({ name }) => chosen.includes(name));
  let values: Given = {};
  for (const platform of platforms) values = { ...values, ...(await connect(platform, desk, beginning)) };
  const content = await askForContent(desk, beginning);
  return {
    values: { ...values, ...(content && { CONTENT_DIR: content.folder }) },
    ...(content?.start && { content: { folder: content.folder, start: content.start } }),
    platforms,
  };
}

/** Asks whether to do what is shown. */
export async function isAgreed({ input, output }: Desk, message: string): Promise<boolean> {
  return answered(await confirm({ input, output, message }));
}

/** Asks for a platform's credentials, and checks each as it is pasted. */
async function connect(platform: Platform, desk: Desk, beginning: Beginning): Promise<Given> {
  const io = { input: desk.input, output: desk.output };
  const { label, setUp, settings } = platform;
  const { tools } = beginning;
  const about = await askForWay(platform, desk, beginning);
  // What is asked for now is not reused from earlier settings.
  const asks = setUp.asks(about);
  const { own: before, emptied } = ownFor(platform, { ...beginning, about });
  const { address, steps } = await setUp.begin(before, about);
  log.step(`Create the ${label} app here:`, { output: desk.output });
  // Without the frame, which would be copied along with the address.
  desk.output.write(`${address}\n`);
  log.message([...steps], { output: desk.output });
  if (desk.open && (await isAgreed(desk, "Open this address in the browser?"))) desk.open(address);
  let values: Given = Object.fromEntries(
    Object.entries(before).filter(([name]) => !asks.some(({ setting }) => setting === name)),
  );
  const told = new Set<string>();
  for (const { setting, where } of asks) {
    const { form, says } = settings[setting] ?? { form: /./, says: "" };
    for (let isTaken = false; !isTaken; ) {
      const pasted = answered(
        await password({
          ...io,
          message: `${setting} (${where})`,
          validate: (value) => (form.test(value?.trim() ?? "") ? undefined : `Paste ${says}`),
        }),
      );
      log.step(`Asking ${label}…`, { output: desk.output });
      const found = await checked(platform, { ...values, [setting]: pasted.trim() }, tools);
      // The check of the next credential repeats the findings for the last one.
      const untold = (lines: readonly string[]) => lines.filter((line) => !told.has(line));
      const [well, toLookAt, ill] = [untold(found.well), untold(found.toLookAt), untold(found.ill)];
      for (const line of well) log.success(line, { output: desk.output });
      for (const line of toLookAt) log.warn(line, { output: desk.output });
      for (const line of ill) log.error(line, { output: desk.output });
      for (const line of [...well, ...toLookAt]) told.add(line);
      isTaken = ill.length === 0 || !(await isAgreed(desk, "Paste it again? Otherwise it is kept as it is."));
      if (!isTaken) continue;
      values = found.values;
      for (const line of ill) told.add(line);
    }
  }
  return { ...values, ...emptied };
}

/**
 * Asks whether the bot or the platform connects, if there is a choice: the platform can call the bot at a public URL.
 */
async function askForWay(platform: Platform, desk: Desk, { inFile, given, about }: Beginning): Promise<SetUpAbout> {
  const { PUBLIC_URL: publicUrl } = { ...inFile, ...given };
  const calling = { ...about, publicUrl };
  if (!publicUrl?.startsWith("https:") || (platform.setUp.unsets?.(calling) ?? []).length === 0) return about;
  const isCalled = answered(
    await select({
      ...{ input: desk.input, output: desk.output },
      message: `How should the bot connect to ${platform.label}?`,
      options: [
        { value: false, label: `The bot connects to ${platform.label}: nothing else needs to reach it` },
        { value: true, label: `${platform.label} calls the bot at ${publicUrl}` },
      ],
      initialValue: platform.isCalledByHttp({ ...ownOf(platform, inFile), ...ownOf(platform, given) }),
    }),
  );
  return isCalled ? calling : about;
}

/** Asks where the content goes, if no folder is set yet. */
async function askForContent(desk: Desk, { inFile, given, cwd }: Beginning) {
  if ((given.CONTENT_DIR ?? inFile.CONTENT_DIR) !== undefined) return undefined;
  const io = { input: desk.input, output: desk.output };
  for (;;) {
    const typed = answered(
      await text({
        ...io,
        message: "Folder for your sources and briefings, outside of this one so that updates leave it alone:",
        initialValue: resolve(cwd, CONTENT_BESIDE),
        validate: (value) => (value?.trim() ? undefined : "Name a folder"),
      }),
    );
    const folder = resolve(cwd, typed.trim());
    const room = await roomAt(folder);
    if (room.kind === "refused") log.error(room.why, { output: desk.output });
    else return room.kind === "content" ? { folder } : { folder, start: await askForStart(desk) };
  }
}

async function askForStart({ input, output }: Desk): Promise<Start> {
  return answered(
    await select<Start>({
      input,
      output,
      message: "What should it start with?",
      options: [
        { value: "blank", label: "A first source and briefing to change" },
        { value: "example", label: "The two documents that come with Nutgraf, and their briefing" },
      ],
    }),
  );
}

/** The answer; Ctrl+C and Escape cancel. @throws NotSetUp */
function answered<T>(value: T): Exclude<T, symbol> {
  if (isCancel(value) || typeof value === "symbol") throw new NotSetUp("Nothing was changed.");
  return value as Exclude<T, symbol>;
}
