import type { Citation, Differ } from "./activity.js";
import type { Context } from "./context.js";
import { element } from "./dom.js";
import { fill } from "./strings.js";

/**
 * Every position side by side. The roles are written out because a narrow chat shows the rows as blocks, and browsers
 * forget what a table is when its display changes.
 */
export function differTable(differ: Differ, context: Context, quote: (n: number) => HTMLElement | null): HTMLElement {
  const { words } = context;
  const header = (text: string): HTMLElement => element("th", { scope: "col", role: "columnheader" }, text);
  const rows = differ.positions.map((position) =>
    element(
      "tr",
      { role: "row" },
      element("th", { scope: "row", role: "rowheader" }, position.source, position.measures ? element("span", { class: "measures" }, position.measures) : null),
      element("td", { role: "cell" }, ...position.quotes.map(quote)),
    ),
  );
  return element(
    "div",
    { class: "differ" },
    element(
      "table",
      { role: "table" },
      element("caption", {}, fill(words.differCaption, { title: differ.title, measures: differ.measures })),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, header(words.clinic), header(words.says))),
      element("tbody", { role: "rowgroup" }, ...rows),
    ),
    differ.note ? element("p", { class: "note" }, differ.note) : null,
  );
}

/** The positions' quotations by number. */
export function quotesOf(differ: Differ | null | undefined, citations: ReadonlyMap<number, Citation>): ReadonlySet<number> {
  return new Set((differ?.positions ?? []).flatMap((position) => position.quotes).filter((n) => citations.has(n)));
}
