import type { Shape } from "./options.js";

/**
 * A phone's keyboard covers the lower part of the page without changing its layout; only `visualViewport` knows what is
 * left. A chat that fills the screen takes just that part; one within the page moves its input into it.
 */
export function fitToKeyboard(place: HTMLElement, shape: Shape, root: HTMLElement): void {
  const view = window.visualViewport;
  if (view === null) return;

  // The launcher's frame around the chat is what has a size.
  const sized = shape === "floating" ? (place.parentElement ?? place) : place;
  const fit = (): void => {
    // Zoomed in, the visitor decides what to look at.
    if (view.scale > 1.01) return;
    sized.style.setProperty("--view-height", `${Math.round(view.height)}px`);
    sized.style.setProperty("--view-top", `${Math.round(view.offsetTop)}px`);
    const active = (root.getRootNode() as ShadowRoot).activeElement;
    if (shape === "inline" && active instanceof HTMLElement && view.height < window.innerHeight) active.scrollIntoView({ block: "nearest" });
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  fit();
}
