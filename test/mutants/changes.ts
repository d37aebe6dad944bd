import { changesOfPattern } from "./pattern-changes.ts";
import { changesOfSql } from "./sql-changes.ts";
import type { Change, Node } from "./syntax.ts";

/** The small faults of one node, without those of the nodes inside it. `parents`: the nearest first. */
export function changesOf(node: Node, parents: readonly Node[], text: string): readonly Change[] {
  return CHANGES[node.type]?.(node, parents, text) ?? [];
}

type Maker = (node: Node, parents: readonly Node[], text: string) => readonly Change[];

const CHANGES: Readonly<Record<string, Maker>> = {
  BinaryExpression: (node, _, text) => {
    const isOfText = [node.left, node.right].some((side) => isString(side as Node));
    if (isOfText && node.operator === "+") return [];
    return between(node, text, OTHER_OPERATORS[node.operator as string] ?? []);
  },
  LogicalExpression: (node, _, text) => between(node, text, [node.operator === "&&" ? "||" : "&&"]),
  UnaryExpression: (node) => {
    const { start } = node.argument as Node;
    return node.operator === "!" || node.operator === "-" ? [{ start: node.start, end: start, now: "" }] : [];
  },
  UpdateExpression: (node, _, text) => {
    const whole = text.slice(node.start, node.end);
    const now = whole.includes("++") ? whole.replace("++", "--") : whole.replace("--", "++");
    return [{ ...spanOf(node), now }];
  },
  AssignmentExpression: (node, _, text) => between(node, text, OTHER_OPERATORS[node.operator as string] ?? []),
  IfStatement: (node) => [to(node.test, "true"), to(node.test, "false")],
  ConditionalExpression: (node) => [to(node.test, "true"), to(node.test, "false")],
  // A loop that never ends tells nothing.
  WhileStatement: (node) => [to(node.test, "false")],
  ForStatement: (node) => (node.test ? [to(node.test, "false")] : []),
  ArrowFunctionExpression: (node) =>
    (node.body as Node).type === "BlockStatement" ? [] : [to(node.body, "undefined")],
  ReturnStatement: ({ argument, ...node }) => {
    if (!argument) return [{ start: node.start, end: node.end, now: ";" }];
    return typeof (argument as Node).value === "boolean" ? [] : [to(argument, "undefined")];
  },
  ThrowStatement: (node) => [{ ...spanOf(node), now: ";" }],
  ContinueStatement: (node) => [{ ...spanOf(node), now: ";" }],
  BreakStatement: (node, [parent]) => (parent?.type === "SwitchCase" ? [] : [{ ...spanOf(node), now: ";" }]),
  ExpressionStatement: (node) => (node.directive ? [] : [{ ...spanOf(node), now: ";" }]),
  Literal: (node, [parent], text) => {
    if (typeof node.value === "boolean") return [{ ...spanOf(node), now: String(!node.value) }];
    if (typeof node.value === "number") return [{ ...spanOf(node), now: String(node.value + 1) }];
    if (node.regex) return changesOfPattern(text.slice(node.start, node.end), node.start);
    // What it is compared to is another fault's, and any name of a column that is gone any test finds.
    const isAlone = !["BinaryExpression", "SwitchCase", "MemberExpression", "CallExpression"].includes(
      parent?.type ?? "",
    );
    const isKey = parent?.type === "Property" && (parent.key as Node).start === node.start;
    return node.value && isAlone && !isKey ? [{ ...spanOf(node), now: '""' }] : [];
  },
  TemplateLiteral: (node, [parent], text) => {
    if (parent?.type !== "TaggedTemplateExpression") return [{ ...spanOf(node), now: '""' }];
    const { start, end } = parent.tag as Node;
    return /^sql\b/.test(text.slice(start, end)) ? changesOfSql(node, text) : [];
  },
  ArrayExpression: (node, _, text) => {
    const elements = (node.elements as (Node | null)[]).filter((one) => one !== null);
    return elements
      .filter(({ type }) => elements.length > 2 || type === "SpreadElement")
      .map((one) => withComma(one, text));
  },
  ObjectExpression: (node, _, text) =>
    (node.properties as Node[]).filter(({ type }) => type === "SpreadElement").map((one) => withComma(one, text)),
  CallExpression: (node, _, text) => {
    const callee = node.callee as Node;
    if (callee.type !== "MemberExpression" || callee.computed) return [];
    const { start, end, name } = callee.property as Node & { readonly name: string };
    const other = OTHER_CALLS.get(name);
    const object = callee.object as Node;
    return [
      ...(other ? [{ start, end, now: other }] : []),
      ...(CAN_GO.includes(name) ? [{ ...spanOf(node), now: text.slice(object.start, object.end) }] : []),
    ];
  },
};

const OTHER_OPERATORS: Readonly<Record<string, readonly string[]>> = {
  ...{ "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"] },
  ...{ "===": ["!=="], "!==": ["==="], "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"] },
  ...{ "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="] },
};

const OTHER_CALLS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ some: "every", every: "some", min: "max", max: "min", indexOf: "lastIndexOf", lastIndexOf: "indexOf" },
    ...{ startsWith: "endsWith", endsWith: "startsWith", trimStart: "trimEnd", trimEnd: "trimStart" },
  }),
);

/** Calls that hand on what they are called on, or nearly so. */
const CAN_GO = [
  ...["trim", "trimStart", "trimEnd", "slice", "replace", "replaceAll", "toLowerCase", "toUpperCase", "normalize"],
  ...["filter", "sort", "toSorted", "reverse", "toReversed", "padStart", "padEnd", "catch", "finally"],
  ...["where", "orderBy", "limit", "onConflict"],
];

const spanOf = ({ start, end }: Node) => ({ start, end });
const to = (node: unknown, now: string): Change => ({ ...spanOf(node as Node), now });

function isString(node: Node): boolean {
  if (node.type === "BinaryExpression") return isString(node.left as Node) || isString(node.right as Node);
  return node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");
}

/** Others in the place of the operator between the two sides. */
function between(node: Node, text: string, others: readonly string[]): Change[] {
  const operator = node.operator as string;
  const start = text.indexOf(operator, (node.left as Node).end);
  return others.map((now) => ({ start, end: start + operator.length, now }));
}

/** Takes an item out of a list. */
function withComma({ start, end }: Node, text: string): Change {
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  return { start, end: end + comma, now: "" };
}
