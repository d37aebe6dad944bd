import type { Reply } from "#chat";

/**
 * A form as the command that fills it in: Discord has autocomplete for command options, but not for form fields. It
 * includes the values given, so that nothing is typed twice. Undefined if buttons offer the same.
 */
export function typedForm({
  form,
  actions,
}: Reply): { readonly command: string; readonly options: string } | undefined {
  if (!form || actions.length > 0) return undefined;
  const { command, options } = form.submit.ask;
  const given = Object.entries(options).map(([name, value]) => `${name}:${value}`);
  const fields = form.fields.flatMap(({ name, kind, choices = [] }) => {
    const value = form.values[name] ?? "";
    if (value === "") return kind === "choice" ? [] : [`${name}:`];
    return `${name}:${choices.find((choice) => choice.value === value)?.label ?? value}`;
  });
  return { command, options: [...given, ...fields].join(" ") };
}
