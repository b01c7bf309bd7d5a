/** Draws an Adaptive Card; `submit` gets what a person filled in. Throws for what is no card. */
export type DrawCard = (content: unknown, submit: (value: unknown) => void) => HTMLElement;

const symbol = Symbol.for("clinic-chat.cards");

/** How the file of the card renderer and the chat, two scripts, find each other. */
export const registerCards = {
  set(draw: DrawCard): void {
    (globalThis as Record<symbol, unknown>)[symbol] = draw;
  },
  found(): DrawCard | null {
    const draw = (globalThis as Record<symbol, unknown>)[symbol];
    return typeof draw === "function" ? (draw as DrawCard) : null;
  },
};
