import type { Context } from "./context.js";
import { element } from "./dom.js";

/** "Questions to ask your clinic": the visitor's open questions go by POST to a page that shows them and forgets them. */
export function sheetPanel({ words, options }: Context, openQuestions: readonly string[]): HTMLElement {
  const own = element("textarea", { id: "sheet-own", name: "own", rows: "6", maxlength: "8000", "aria-describedby": "sheet-hint" });
  own.value = openQuestions.join("\n");
  return element(
    "form",
    { method: "post", action: `${options.origin}/sheet`, target: "_blank", class: "sheet-form", rel: "noopener" },
    element("p", {}, words.sheetLead),
    element("div", { class: "field" }, element("label", { for: "sheet-own" }, words.sheetOwn), own, element("p", { class: "hint", id: "sheet-hint" }, words.sheetHint)),
    element("button", { type: "submit" }, words.sheetMake),
  );
}
