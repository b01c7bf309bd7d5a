import type { Context } from "./context.js";
import { button, element } from "./dom.js";
import { icon } from "./icons.js";

/** A view over the conversation: the article, the form, the sheet. The help line above stays; Escape and "Back" close it. */
export class Panel {
  private readonly title = element("h2", { id: "panel-title", tabindex: "-1" });
  private readonly content = element("div", { class: "panel-content" });
  private opener: HTMLElement | null = null;
  public readonly root: HTMLElement;

  /** `behind` is what the panel covers: it takes no focus meanwhile. */
  public constructor(
    context: Context,
    private readonly behind: readonly HTMLElement[],
    private readonly fallbackFocus: () => void,
  ) {
    const back = button({ class: "plain back" }, () => this.close(), icon("back"), context.words.back);
    this.root = element("section", { class: "panel", role: "dialog", "aria-labelledby": "panel-title", hidden: "" }, element("div", { class: "panel-bar" }, back), this.title, this.content);
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  public get shown(): boolean {
    return !this.root.hidden;
  }

  public open(title: string, opener: HTMLElement | null, ...content: readonly Node[]): void {
    if (!this.shown) this.opener = opener;
    this.title.replaceChildren(title);
    this.content.replaceChildren(...content);
    this.root.hidden = false;
    for (const covered of this.behind) covered.inert = true;
    this.root.scrollTop = 0;
    this.title.focus();
  }

  public close(): void {
    if (!this.shown) return;
    this.root.hidden = true;
    this.content.replaceChildren();
    for (const covered of this.behind) covered.inert = false;
    if (this.opener?.isConnected === true) this.opener.focus();
    else this.fallbackFocus();
    this.opener = null;
  }
}
