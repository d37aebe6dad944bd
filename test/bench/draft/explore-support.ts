import { readSupport, halfOf } from "./data.ts";
import { auroc, mean } from "./measures.ts";
import { learn } from "./learn.ts";
import { wordsOf } from "../../../src/draft/sentences/words.ts";
import { evidenceOf, type Evidence } from "../../../src/draft/support/evidence.ts";
import { align, coverage } from "../../../src/draft/support/align.ts";
import { weighSigns } from "../../../src/draft/support/weigh.ts";
const rows = await readSupport("/work/shared/data");
const ev = new Map<string, Evidence>();
console.time("evidence");
for (const r of rows) if (!ev.has(r.document)) ev.set(r.document, evidenceOf(r.text));
console.timeEnd("evidence");
console.time("align");
const data = rows.map((r) => { const e = ev.get(r.document)!; const w = wordsOf(r.statement); const a = align(w, r.statement, e); return { r, half: halfOf(r.document), f: weighSigns(a, r.statement, e) }; });
console.timeEnd("align");
const kind = (s: string) => (s.startsWith("summ") ? "summedits" : s);
const names = [...new Set(data.flatMap((d) => [...d.f.keys()]))];
for (const n of names) console.log(n.padEnd(22), ["summedits-ectsum", "summedits-samsum", "summedits-scitldr", "wice"].map((s) => auroc(data.filter((d) => d.r.set === s && d.half === "tuned").map((d) => ({ score: d.f.get(n) ?? 0, wanted: !d.r.supported }))).toFixed(3)).join("  "));
for (const decay of [0.001, 0.01]) for (const [tr, te] of [["tuned", "kept"], ["kept", "tuned"]]) {
  const ex = data.filter((d) => d.half === tr).map((d) => ({ features: d.f, group: d.r.document, wanted: !d.r.supported }));
  const w = learn(ex, { least: 2, decay, rounds: 300, listwise: 0 });
  const sc = (d: (typeof data)[number]) => { let z = 0; for (const [k, v] of d.f) z += (w.get(k) ?? 0) * v; return z; };
  const test = data.filter((d) => d.half === te);
  const by = (f: (s: string) => boolean) => auroc(test.filter((d) => f(d.r.set)).map((d) => ({ score: sc(d), wanted: !d.r.supported }))).toFixed(3);
  console.log(decay, tr, "→", te, "summedits", by((s) => s.startsWith("summ")), "ect", by((s) => /ect/.test(s)), "sam", by((s) => /sam/.test(s)), "sci", by((s) => /sci/.test(s)), "wice", by((s) => s === "wice"));
  if (tr === "tuned" && decay === 0.01) console.log([...w].map(([k, v]) => `${k}:${v.toFixed(2)}`).join(" "));
}
