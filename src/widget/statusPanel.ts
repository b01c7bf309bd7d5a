import type { Context } from "./context.js";
import { element } from "./dom.js";

/** How far a request to the clinic is, by its reference. The last one of this tab stands there already. */
export function statusPanel({ words, options, around }: Context, reference: string | null): HTMLElement {
  const text = words.status;
  const input = element("input", { id: "status-reference", name: "reference", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "64", required: "", "aria-describedby": "status-hint" });
  input.value = reference ?? "";
  const answer = element("p", { class: "state", role: "status" });
  const ask = async (): Promise<void> => {
    const asked = input.value.trim();
    if (asked === "") {
      input.focus();
      return;
    }
    answer.replaceChildren(words.loading);
    answer.replaceChildren(await state(asked));
  };
  const state = async (asked: string): Promise<string> => {
    try {
      const response = await around.fetch(`${options.origin}/api/contact/${encodeURIComponent(asked)}`, { credentials: "omit" });
      if (response.status === 404) return text.unknown;
      const known: Readonly<Record<string, string>> = text.states;
      return (response.ok ? known[((await response.json()) as { readonly state?: string }).state ?? ""] : undefined) ?? text.away;
    } catch {
      return text.away;
    }
  };
  const form = element(
    "form",
    { class: "status-form", novalidate: "" },
    element("div", { class: "field" }, element("label", { for: "status-reference" }, words.form.reference), input, element("p", { class: "hint", id: "status-hint" }, text.hint)),
    element("button", { type: "submit" }, text.ask),
    answer,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask();
  });
  return form;
}
