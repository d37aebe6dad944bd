import { parseHTML } from "linkedom";

/** As much of the DOM as is used here. The project is typed without a browser's library. */
export type DomNode = {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: ArrayLike<DomNode>;
};

export type DomElement = DomNode & {
  getAttribute(name: string): string | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  remove(): void;
};

export type DomDocument = DomElement & { readonly body: DomElement | null; cloneNode(deep: boolean): DomDocument };

/** Builds a page from its HTML; no script runs and nothing is fetched. */
export function parsePage(html: string): DomDocument {
  return parseHTML(html).document as DomDocument;
}

/** Builds a page around HTML that is part of one. */
export function parsePart(html: string): DomDocument {
  return parsePage(`<!doctype html><html><body>${html}</body></html>`);
}
