import type { Context } from "./context.js";
import { button, element } from "./dom.js";
import { icon } from "./icons.js";

/** What is needed now and then, behind one button. A plain disclosure: Tab walks through it, Escape closes it. */
export class Menu {
  public readonly root: HTMLElement;
  private readonly list = element("ul", { id: "menu", class: "menu-list", hidden: "" });
  private readonly toggle: HTMLButtonElement;

  public constructor(context: Context, entries: readonly (readonly [text: string, act: (opener: HTMLElement) => void])[]) {
    this.toggle = button({ class: "icon-button", "aria-expanded": "false", "aria-controls": "menu", "aria-label": context.words.menu }, () => this.show(this.list.hidden), icon("more"));
    for (const [text, act] of entries) {
      this.list.append(
        element("li", {}, button({}, () => {
          this.show(false);
          this.toggle.focus();
          act(this.toggle);
        }, text)),
      );
    }
    this.root = element("div", { class: "menu" }, this.toggle, this.list);
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.list.hidden) return;
      event.stopPropagation();
      this.show(false);
      this.toggle.focus();
    });
    this.root.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && !this.root.contains(event.relatedTarget)) this.show(false);
    });
  }

  private show(shown: boolean): void {
    this.list.hidden = !shown;
    this.toggle.setAttribute("aria-expanded", String(shown));
  }
}
