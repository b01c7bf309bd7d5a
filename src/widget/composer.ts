import type { Context } from "./context.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

const mostLines = 5;

/** Where a visitor types. Enter sends, Shift+Enter begins a line. */
export class Composer {
  public readonly root: HTMLFormElement;
  private readonly input: HTMLTextAreaElement;

  public constructor({ words }: Context, onSend: (text: string) => void) {
    this.input = element("textarea", { id: "question", rows: "1", maxlength: "4000", placeholder: words.inputPlaceholder, autocomplete: "off", enterkeyhint: "send", dir: "auto" });
    this.root = element("form", { class: "composer" }, element("label", { for: "question", class: "unseen" }, words.inputLabel), this.input, element("button", { type: "submit", "aria-label": words.send, class: "send" }, icon("send")));
    const send = (event: Event): void => {
      event.preventDefault();
      const text = this.input.value.trim();
      if (text === "") return;
      this.input.value = "";
      this.fit();
      onSend(text);
    };
    this.root.addEventListener("submit", send);
    this.input.addEventListener("input", () => this.fit());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
    });
  }

  public focus(): void {
    this.input.focus();
  }

  /** As high as its text, up to a few lines. */
  private fit(): void {
    this.input.rows = Math.min(mostLines, this.input.value.split("\n").length + Math.floor(this.input.value.length / 60));
  }
}
