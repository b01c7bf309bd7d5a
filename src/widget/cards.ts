import { AdaptiveCard, GlobalRegistry, HostConfig, OpenUrlAction, SubmitAction } from "adaptivecards";
import { registerCards } from "./cardsRegistry.js";

// Pictures and films would be fetched from anywhere.
for (const type of ["Image", "ImageSet", "Media"]) GlobalRegistry.elements.unregister(type);

const config = new HostConfig({ fontFamily: "inherit", supportsInteractivity: true, actions: { actionsOrientation: "vertical", actionAlignment: "stretch" } });

registerCards.set((content, submit) => {
  const card = new AdaptiveCard();
  card.hostConfig = config;
  card.onExecuteAction = (action) => {
    if (action instanceof SubmitAction) submit(action.data);
    else if (action instanceof OpenUrlAction && /^https:\/\//i.test(action.url ?? "")) window.open(action.url, "_blank", "noopener,noreferrer");
  };
  card.parse(withoutPictures(content));
  const drawn = card.render();
  if (drawn === undefined) throw new Error("no card");
  return drawn;
});

function withoutPictures(content: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(content ?? {}), (name, value: unknown) => (name === "backgroundImage" || name === "iconUrl" || name === "poster" ? undefined : value)) as Record<string, unknown>;
}
