import { resolve } from "node:path";
import type { Given, Platform } from "#chat";
import { roomAt, type Start } from "./content-start.ts";
import { type Beginning, CONTENT_BESIDE, checked, NotSetUp, ownFor, type Plan } from "./plan.ts";

export type Wishes = {
  readonly platforms: readonly Platform[];
  readonly content?: string;
  readonly start?: Start;
  /** Doesn't check the credentials; the doctor can do that later. */
  readonly unchecked: boolean;
  /** Settings given on standard input, of a platform or not. */
  readonly named: Given;
};

/** Plans the set-up without asking questions. @throws NotSetUp with what is missing or wrong */
export async function planByFlags(wishes: Wishes, beginning: Beginning, tell: (line: string) => void): Promise<Plan> {
  const { about, tools } = beginning;
  let values: Given = { ...wishes.named };
  for (const platform of wishes.platforms) {
    const { own, emptied } = ownFor(platform, beginning);
    const missing = platform.setUp.asks(about).filter(({ setting }) => own[setting] === undefined);
    if (missing.length > 0) {
      const { address, steps } = await platform.setUp.begin(own, about);
      tell(`Create the ${platform.label} app at ${address}`);
      for (const step of steps) tell(step);
      for (const { setting, where } of missing) tell(`${setting}: ${where}`);
      const names = missing.map(({ setting }) => setting).join(" and ");
      throw new NotSetUp(
        `${platform.label} needs ${names}: pass ${missing.length === 1 ? "it" : "them"} in the environment or, with --stdin, as NAME=value lines, never as an argument, which other users of the machine can read`,
      );
    }
    for (const [name, { form, says }] of Object.entries(platform.settings)) {
      const value = own[name];
      if (value !== undefined && !form.test(value)) throw new NotSetUp(`${name}: ${says}`);
    }
    const found = wishes.unchecked
      ? { values: own, well: [], toLookAt: [], ill: [] }
      : await checked(platform, own, tools);
    if (found.ill.length > 0) throw new NotSetUp(found.ill.join("\n"));
    for (const line of found.well) tell(`✓ ${line}`);
    for (const line of found.toLookAt) tell(`! ${line}`);
    values = { ...values, ...found.values, ...emptied };
  }
  const content = await contentOf(wishes, beginning);
  return {
    values: { ...values, ...(content && { CONTENT_DIR: content.folder }) },
    ...(content?.isNew && { content: { folder: content.folder, start: wishes.start ?? "blank" } }),
    platforms: wishes.platforms,
  };
}

/** The content folder to set; undefined if the current one stays. */
async function contentOf({ content, start, named }: Wishes, { inFile, given, cwd }: Beginning) {
  const before = named.CONTENT_DIR ?? given.CONTENT_DIR ?? inFile.CONTENT_DIR;
  if (content === undefined && start === undefined && before !== undefined) return undefined;
  const folder = resolve(cwd, content ?? before ?? CONTENT_BESIDE);
  const room = await roomAt(folder);
  if (room.kind === "refused") throw new NotSetUp(room.why);
  if (room.kind === "content" && start !== undefined)
    throw new NotSetUp(`${folder} has content already, which stays as it is: leave out --start`);
  return { folder, isNew: room.kind === "free" };
}
