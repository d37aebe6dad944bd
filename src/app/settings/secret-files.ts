import { readFileSync } from "node:fs";
import type { Given } from "#chat";

/**
 * Whether a setting's value must not be shown. Applies to every name of this form, whichever platform it belongs to.
 */
export function isSecret(name: string): boolean {
  return /PASSWORD|TOKEN|SECRET|KEY|DATABASE_URL/.test(name);
}

/** The setting that names a file with this secret, as container engines and systemd provide them; empty for others. */
export function secretFileOf(name: string): readonly string[] {
  return isSecret(name) ? [`${name}_FILE`] : [];
}

/**
 * Reads the secrets from the files that settings name. `values`: by the secret's own setting; `problems`: a sentence
 * for each file that can't be used; `unread`: the settings that lack a value because of that.
 */
export function readSecretFiles(
  names: readonly string[],
  given: Given,
): { readonly values: Given; readonly problems: readonly string[]; readonly unread: readonly string[] } {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  const unread: string[] = [];
  for (const name of names)
    for (const setting of secretFileOf(name)) {
      const file = given[setting];
      if (file === undefined) continue;
      if (given[name] !== undefined) {
        problems.push(`${setting}: ${name} is set too: remove one of the two`);
        unread.push(name);
        continue;
      }
      const read = readSecret(file);
      if ("value" in read) values[name] = read.value;
      else {
        problems.push(`${setting}: ${read.problem}`);
        unread.push(name);
      }
    }
  return { values, problems, unread };
}

function readSecret(file: string): { readonly value: string } | { readonly problem: string } {
  try {
    const text = readFileSync(file, "utf8");
    const value = text.replace(/^\uFEFF/, "").replace(/(?:\r?\n)+$/, "");
    const problem = problemWith(value, file);
    return problem === undefined ? { value } : { problem };
  } catch (error) {
    return { problem: whyNot(error, file) };
  }
}

function problemWith(value: string, file: string): string | undefined {
  if (value.trim() === "") return `${file} is empty: write the secret into it`;
  return /[\r\n]/.test(value) ? `${file} has more than one line: leave only the secret in it` : undefined;
}

/** Why a file can't be read. Never includes its content. */
function whyNot(error: unknown, file: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return `there is no file ${file}: create it, or correct the path`;
  if (code === "EISDIR")
    return `${file} is a folder, which container engines make where the file to mount is missing: put a file there`;
  if (code === "EACCES" || code === "EPERM") return `${file} cannot be read: make it readable for this user`;
  return `${file} cannot be read (${code ?? "unknown error"})`;
}
