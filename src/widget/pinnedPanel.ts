import type { ReplyData } from "./activity.js";
import type { Context } from "./context.js";
import { button, element, paragraphs } from "./dom.js";
import { emergencyButtons } from "./helpLine.js";

/** The crisis and emergency panel: said at once, has the focus, and stays for the rest of the conversation. It can be made small, never be sent away. */
export class PinnedPanel {
  public readonly root: HTMLElement;
  private readonly text = element("div", { class: "pinned-text" });
  private readonly toggle: HTMLButtonElement;

  public constructor(private readonly context: Context) {
    const { words } = context;
    this.toggle = button({ class: "plain", "aria-expanded": "true" }, () => this.fold(!this.text.hidden), words.less);
    this.root = element(
      "section",
      { class: "pinned", role: "alert", "aria-live": "assertive", "aria-labelledby": "pinned-title", tabindex: "-1", hidden: "" },
      element("h2", { id: "pinned-title" }, words.panel),
      // First what helps at once: it is in sight however small the screen is.
      emergencyButtons(context),
      this.text,
      this.toggle,
    );
  }

  public get shown(): boolean {
    return !this.root.hidden;
  }

  /** `moveFocus` is false for a panel that was shown before this page came. */
  public show(reply: ReplyData, moveFocus: boolean): void {
    this.text.replaceChildren(...reply.parts.flatMap((part) => (part.type === "quote" ? [] : paragraphs(part.text, this.context.options.help))));
    this.text.lang = "";
    this.fold(!moveFocus);
    this.root.hidden = false;
    if (moveFocus) {
      this.root.scrollTop = 0;
      this.root.focus();
    }
  }

  public clear(): void {
    this.root.hidden = true;
    this.text.replaceChildren();
  }

  private fold(folded: boolean): void {
    const { words } = this.context;
    this.text.hidden = folded;
    this.toggle.setAttribute("aria-expanded", String(!folded));
    this.toggle.replaceChildren(folded ? words.more : words.less);
  }
}
