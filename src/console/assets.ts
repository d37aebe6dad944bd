import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Preview } from "#chat";
import type { Answering, Route } from "./pages/route.ts";

type Asset = { readonly name: string; readonly type: string; readonly text: string };

/** The stylesheets, in the order in which they apply: a later one wins. */
const STYLES = ["page", "reading", "listing", "asking", "source", "running", "review", "bar", "layout"];

/** What pages load, all from here, and the addresses they load it from. */
export type Assets = {
  readonly routes: readonly Route[];
  readonly styles: readonly string[];
  readonly script: string;
  readonly icon: string;
};

/** Reads the stylesheets and scripts; each preview brings its own stylesheet. */
export function openAssets(previews: readonly Preview[]): Assets {
  const routes: Route[] = [];
  const serve = ({ name, type, text }: Asset): string => {
    const version = createHash("sha256").update(text).digest("hex").slice(0, 12);
    const path = `/assets/${name}`;
    const answer: Answering = (c) => {
      // An address with another version comes from another page, perhaps an older one: don't cache this file under it.
      const kept = c.req.query("v") === version ? "public, max-age=31536000, immutable" : "no-cache";
      return c.body(text, 200, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": kept });
    };
    routes.push({ method: "GET", path, answer });
    return `${path}?v=${version}`;
  };
  const ours = STYLES.map((style) =>
    serve({ name: `${style}.css`, type: "text/css", text: read(`styles/${style}.css`) }),
  );
  const theirs = previews.map(({ platform, styles }) =>
    serve({ name: `preview-${platform}.css`, type: "text/css", text: styles }),
  );
  for (const name of ["suggestions.js", "reading.js", "review.js", "footnote.js"])
    serve({ name, type: "text/javascript", text: read(name) });
  return {
    routes,
    styles: [...ours, ...theirs],
    script: serve({ name: "console.js", type: "text/javascript", text: read("console.js") }),
    icon: serve({ name: "icon.svg", type: "image/svg+xml", text: read("icon.svg") }),
  };
}

function read(name: string): string {
  return readFileSync(new URL(`assets/${name}`, import.meta.url), "utf8");
}
