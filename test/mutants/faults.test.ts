import { describe, expect, test } from "vitest";
import { faultsOf, plant, sample } from "./faults.ts";

const planted = (text: string) => faultsOf(text).map((fault) => plant(text, fault));

describe("planted faults", () => {
  test.each([
    ["const isOld = a > 3;", ["const isOld = a >= 3;", "const isOld = a <= 3;", "const isOld = a > 4;"]],
    ["const same = a === b;", ["const same = a !== b;"]],
    ["const sum = a + b;", ["const sum = a - b;"]],
    ['const text = a + "b" + c;', []],
    ["const both = a && !b;", ["const both = a || !b;", "const both = a && b;"]],
    ["const c = a ?? b;", ["const c = a && b;"]],
    ["const yes = true;", ["const yes = false;"]],
    ["if (a) b();", ["if (true) b();", "if (false) b();", "if (a) ;"]],
    ["const c = a ? b : d;", ["const c = true ? b : d;", "const c = false ? b : d;"]],
    ["while (a) b();", ["while (false) b();", "while (a) ;"]],
    ["const f = (a: number) => a;", ["const f = (a: number) => undefined;"]],
    ["function f() { return a; }", ["function f() { return undefined; }"]],
    [
      "function f() { if (a) return; }",
      ["true", "false"].map((now) => `function f() { if (${now}) return; }`).concat("function f() { if (a) ; }"),
    ],
    [
      "for (const a of b) { if (c) continue; }",
      ["true", "false"]
        .map((now) => `for (const a of b) { if (${now}) continue; }`)
        .concat("for (const a of b) { if (c) ; }"),
    ],
    ["throw a;", [";"]],
    ["await a.save();", [";"]],
    ["a += 1;", [";", "a -= 1;", "a += 2;"]],
    ["const b = a.trim();", ["const b = a;"]],
    ["const b = a.toString();", []],
    ["const b = a.some(c);", ["const b = a.every(c);"]],
    ["const all = [a, b, c];", ["const all = [ b, c];", "const all = [a,  c];", "const all = [a, b, ];"]],
    ["const all = { a, ...b };", ["const all = { a,  };"]],
    ['const kind = "sent";', ['const kind = "";']],
    [`const text = \`\${a} was posted\`;`, ['const text = "";']],
    [
      "const wanted = /^\\p{L}+(?!x)$/u;",
      ["/\\p{L}+(?!x)$/u", "/^\\P{L}+(?!x)$/u", "/^\\p{L}(?!x)$/u", "/^\\p{L}+(?=x)$/u", "/^\\p{L}+(?!x)/u"].map(
        (now) => `const wanted = ${now};`,
      ),
    ],
    [
      `const rows = sql\`select id from t where at <= \${now} and by is null order by at\`;`,
      [
        `at < \${now} and by is null order by at`,
        `at <= \${now} order by at`,
        `at <= \${now} and by is not null order by at`,
        `at <= \${now} and by is null`,
      ].map((now) => `const rows = sql\`select id from t where ${now}\`;`),
    ],
    ['const wide = "ä“" as unknown;', ['const wide = "" as unknown;']],
  ])("of %s are each in its place", (text, expected) => {
    const made = planted(text);
    expect(made.toSorted()).toEqual(expected.toSorted());
  });

  test.each([
    ['import { a } from "b";'],
    ["type A = { kind: 'sent'; at: 1 | true };"],
    ["const a = b as 'sent' | 3;"],
    ['hands.log.debug?.({ key }, "a delivery is composed");'],
    ['export * from "b";'],
  ])("are none in %s", (text) => expect(planted(text)).toEqual([]));

  test("are told by line and column, also after letters of other scripts", () => {
    expect(faultsOf('const a = "“ä”";\nconst b = c < d;\n').at(-1)).toMatchObject({ line: 2, column: 13, was: "<" });
  });

  test("are sampled alike for the same seed, in order, and otherwise for another", () => {
    const all = Array.from({ length: 200 }, (_, index) => index);
    const some = sample(all, 30, 1);
    expect(some).toHaveLength(30);
    expect(some).toEqual(some.toSorted((a, b) => a - b));
    expect(sample(all, 30, 1)).toEqual(some);
    expect(sample(all, 30, 2)).not.toEqual(some);
    expect(sample(all, 500, 1)).toEqual(all);
  });
});
