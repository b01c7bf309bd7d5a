import type { Activity } from "./activity.js";
import { ContactForm } from "./contactForm.js";
import { DirectLine, type Surroundings } from "./directLine.js";
import { element, paragraphs } from "./dom.js";
import { strings } from "./strings.js";
import { drawActivity } from "./transcript.js";

/** The chat: help line, pinned panel, transcript, form and input, in a shadow root of its own. */
export class Chat {
  private readonly root: ShadowRoot;
  private readonly log = element("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": strings.log, tabindex: "0" });
  private readonly pinned = element("div", { class: "pinned", role: "alert", "aria-live": "assertive", tabindex: "-1", hidden: "" });
  private readonly notice = element("div", { class: "notice", role: "status" });
  private readonly typing = element("p", { class: "typing", hidden: "" }, strings.typing);
  private readonly formPlace = element("div", { class: "form-place" });
  private readonly input = element("textarea", { id: "question", rows: "1", maxlength: "4000", placeholder: strings.inputPlaceholder, autocomplete: "off" });
  private readonly waiting = new Map<string, HTMLElement>();
  private line: DirectLine;

  public constructor(
    host: HTMLElement,
    private readonly origin: string,
    private readonly around: Surroundings,
  ) {
    this.root = host.attachShadow({ mode: "open" });
    this.root.append(
      element("link", { rel: "stylesheet", href: `${origin}/widget/chat.css` }),
      element("section", { class: "chat", "aria-label": strings.title }, this.helpLine(), this.pinned, this.log, this.typing, this.notice, this.formPlace, this.composer()),
    );
    this.line = this.newLine();
  }

  public start(): void {
    void this.line.run();
  }

  private newLine(): DirectLine {
    return new DirectLine(
      `${this.origin}/v3/directline`,
      this.around,
      (activity) => this.show(activity),
      (reachable) => this.notice.replaceChildren(...(reachable ? [] : paragraphs(strings.offline))),
    );
  }

  private helpLine(): HTMLElement {
    const contact = element("button", { type: "button", class: "plain" }, strings.contact);
    contact.addEventListener("click", () => void this.openForm());
    const again = element("button", { type: "button", class: "plain" }, strings.again);
    again.addEventListener("click", () => this.startAgain());
    return element(
      "div",
      { class: "help" },
      element("p", {}, `${strings.help} `, element("a", { href: "tel:988" }, strings.helpCall), " · ", element("a", { href: "sms:988" }, strings.helpText), " · ", element("a", { href: "tel:911" }, strings.emergency)),
      element("p", {}, contact, again),
    );
  }

  private composer(): HTMLElement {
    const form = element("form", { class: "composer" }, element("label", { for: "question", class: "hidden-label" }, strings.inputLabel), this.input, element("button", { type: "submit" }, strings.send));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(this.input.value);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.ask(this.input.value);
      }
    });
    return form;
  }

  private ask(raw: string): void {
    const text = raw.trim();
    if (text === "") return;
    this.input.value = "";
    const id = this.line.newId();
    const shown = drawActivity({ type: "message", text, from: { role: "user" } }, this.origin, this.actions());
    this.waiting.set(id, shown);
    this.add(shown);
    void this.deliver(text, id, shown);
  }

  private async deliver(text: string, id: string, shown: HTMLElement): Promise<void> {
    this.typing.hidden = false;
    try {
      await this.line.send(text, id);
    } catch {
      this.typing.hidden = true;
      const retry = element("button", { type: "button", class: "plain" }, strings.retry);
      const failure = element("p", { class: "failed" }, `${strings.failed} `, retry);
      retry.addEventListener("click", () => {
        failure.remove();
        void this.deliver(text, id, shown);
      });
      shown.append(failure);
      this.notice.replaceChildren(...paragraphs(strings.offline));
    }
  }

  private show(activity: Activity): void {
    if (activity.type !== "message") return;
    const own = activity.channelData?.clientActivityID;
    if (activity.from?.role === "user") {
      const shown = own === undefined ? undefined : this.waiting.get(own);
      if (own !== undefined && shown !== undefined) {
        // Shown when it was typed; now it takes the place that the service gave it.
        this.waiting.delete(own);
        this.log.append(shown);
        return;
      }
      this.add(drawActivity(activity, this.origin, this.actions()));
      return;
    }
    this.typing.hidden = true;
    const message = drawActivity(activity, this.origin, this.actions());
    this.add(message);
    if (activity.channelData?.reply?.pinned === true) this.pin(activity);
  }

  /** The panel stays on top for the rest of the conversation, and has the focus now. */
  private pin(activity: Activity): void {
    this.pinned.replaceChildren(...drawActivity(activity, this.origin, this.actions()).childNodes);
    this.pinned.hidden = false;
    this.pinned.focus();
  }

  private add(message: HTMLElement): void {
    this.log.append(message);
    this.log.scrollTop = Math.max(0, message.offsetTop - this.log.offsetTop - 8);
  }

  private async openForm(): Promise<void> {
    const form = new ContactForm(this.origin, this.line.conversation, () => this.closeForm(), this.around.fetch, this.around.newId);
    this.formPlace.replaceChildren(form.root);
    try {
      await form.open();
    } catch {
      this.formPlace.replaceChildren(...paragraphs(strings.offline));
    }
  }

  private closeForm(): void {
    this.formPlace.replaceChildren();
    this.input.focus();
  }

  private startAgain(): void {
    this.line.forget();
    this.log.replaceChildren();
    this.pinned.hidden = true;
    this.closeForm();
    this.line = this.newLine();
    this.start();
  }

  private actions() {
    return { ask: (text: string) => this.ask(text), openForm: () => void this.openForm() };
  }
}
