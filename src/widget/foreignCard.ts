import type { Activity } from "./activity.js";
import type { Actions, Context } from "./context.js";
import { element } from "./dom.js";
import { registerCards, type DrawCard } from "./cardsRegistry.js";

const adaptiveCard = "application/vnd.microsoft.card.adaptive";

/** Cards that are not our own form, which is drawn without one. Their renderer is large and loaded only now. */
export function foreignCards(activity: Activity, context: Context, actions: Actions): HTMLElement[] {
  return (activity.attachments ?? [])
    .filter((attachment) => attachment.contentType === adaptiveCard)
    .map((attachment) => {
      const place = element("div", { class: "card" }, element("p", {}, context.words.loading));
      loadCards(context.options.origin).then(
        (draw) => place.replaceChildren(draw(attachment.content, actions.submitCard)),
        () => place.replaceChildren(element("p", {}, context.words.foreignCard)),
      );
      return place;
    });
}

let loading: Promise<DrawCard> | null = null;

/** A script element and no import(): a website's policy need not allow modules of another origin with CORS. */
function loadCards(origin: string): Promise<DrawCard> {
  loading ??= new Promise<DrawCard>((resolve, reject) => {
    const script = element("script", { src: `${origin}/widget/cards.js` });
    script.addEventListener("load", () => {
      const draw = registerCards.found();
      if (draw === null) reject(new Error("cards.js did not register"));
      else resolve(draw);
    });
    script.addEventListener("error", () => {
      loading = null;
      reject(new Error("cards.js did not load"));
    });
    document.head.append(script);
  });
  return loading;
}
