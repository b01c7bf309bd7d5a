import type { Actions, Context } from "./context.js";
import { button, element } from "./dom.js";
import { icon } from "./icons.js";

/** Thumbs below an answer; after a "no" the reason, which may be left out. */
export function feedback(activityId: string, context: Context, actions: Actions): HTMLElement {
  const { words } = context;
  const place = element("div", { class: "feedback", role: "group", "aria-label": words.useful });
  const thanks = (): void => {
    const done = element("p", { tabindex: "-1" }, words.thanks);
    place.replaceChildren(done);
    done.focus();
  };
  const no = (): void => {
    actions.react(activityId, "dislike", null);
    const reasons = Object.entries(words.reasons).map(([id, text]) =>
      button({ class: "small" }, () => {
        actions.react(activityId, "dislike", id);
        thanks();
      }, text),
    );
    place.replaceChildren(element("p", {}, `${words.thanks} ${words.why}`), element("div", { class: "reasons" }, ...reasons));
    reasons[0]?.focus();
  };
  place.append(
    element("span", {}, words.useful),
    button({ class: "small" }, () => {
      actions.react(activityId, "like", null);
      thanks();
    }, icon("up"), words.yes),
    button({ class: "small" }, no, icon("down"), words.no),
  );
  return place;
}
