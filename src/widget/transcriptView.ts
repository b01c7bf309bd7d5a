import type { Activity } from "./activity.js";
import type { Actions, Context } from "./context.js";
import { button, element } from "./dom.js";
import { drawActivity } from "./transcript.js";

/** Replies that leave a question open: a person at the clinic can answer it. */
const leavesOpen: ReadonlySet<string> = new Set(["abstain", "clinical"]);
const marginAbove = 8;

/** The conversation on screen, in the service's order, with a visitor's messages that are still on their way at its end. The one polite live region. */
export class Transcript {
  public readonly root: HTMLElement;
  private readonly messages = element("div", { class: "messages" });
  private readonly typing: HTMLElement;
  private readonly noticePlace = element("div", { class: "notice" });
  private readonly waiting = new Map<string, HTMLElement>();
  private said: Activity[] = [];

  public constructor(
    private readonly context: Context,
    private readonly actions: Actions,
  ) {
    const { words } = context;
    this.typing = element("p", { class: "typing", hidden: "" }, words.typing, element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i")));
    this.root = element("div", { class: "log", role: "log", "aria-live": "off", "aria-label": words.log, tabindex: "0" }, this.messages, this.typing, this.noticePlace);
  }

  public get activities(): readonly Activity[] {
    return this.said;
  }

  public get words(): Context["words"] {
    return this.context.words;
  }

  /** What was said before this page came is not read out again. */
  public live(live: boolean): void {
    this.root.setAttribute("aria-live", live ? "polite" : "off");
  }

  public add(activity: Activity, history: boolean): void {
    this.said.push(activity);
    if (activity.type === "messageReaction") {
      this.rated(activity.replyToId);
      return;
    }
    if (activity.type !== "message") return;
    const own = activity.channelData?.clientActivityID;
    const shown = own === undefined ? undefined : this.waiting.get(own);
    if (own !== undefined && shown !== undefined) {
      // Shown when it was typed; now it takes the place that the service gave it.
      this.waiting.delete(own);
      shown.classList.remove("pending");
      shown.querySelector(".failed")?.remove();
      if (activity.id !== undefined) shown.dataset["id"] = activity.id;
      const pending = this.firstPending();
      if (pending !== null && shown.compareDocumentPosition(pending) & Node.DOCUMENT_POSITION_PRECEDING) this.messages.insertBefore(shown, pending);
      return;
    }
    const message = drawActivity(activity, this.context, this.actions);
    this.messages.insertBefore(message, this.firstPending());
    if (activity.from?.role !== "user" && !history) this.busy(false);
  }

  /** A message that the visitor has just sent, or that an earlier page could not. */
  public addPending(id: string, text: string): void {
    if (this.waiting.has(id)) return;
    const message = drawActivity({ type: "message", text, from: { role: "user" } }, this.context, this.actions);
    message.classList.add("pending");
    this.waiting.set(id, message);
    this.messages.append(message);
    this.toEnd();
  }

  /** Says below a message that it did not go out. */
  public failed(id: string, words: string, retry: () => void): void {
    const message = this.waiting.get(id);
    if (message === undefined) return;
    message.querySelector(".failed")?.remove();
    message.append(element("p", { class: "failed" }, `${words} `, button({ class: "plain" }, retry, this.context.words.retry)));
    this.toEnd();
  }

  public hasFailed(id: string): boolean {
    return this.waiting.get(id)?.querySelector(".failed") != null;
  }

  public sentAgain(id: string): void {
    this.waiting.get(id)?.querySelector(".failed")?.remove();
  }

  public busy(busy: boolean): void {
    this.typing.hidden = !busy;
    if (busy) this.toEnd();
  }

  public notice(...content: readonly Node[]): void {
    this.noticePlace.replaceChildren(...content);
    if (content.length > 0) {
      this.busy(false);
      this.live(true);
      this.toEnd();
    }
  }

  public clear(): void {
    this.said = [];
    this.waiting.clear();
    this.messages.replaceChildren();
    this.busy(false);
  }

  public toEnd(): void {
    this.root.scrollTop = this.root.scrollHeight;
  }

  /** Shows the newest answer from its beginning, below the question where both fit. */
  public reveal(): void {
    const last = this.messages.querySelector<HTMLElement>(":scope > .mine:last-of-type, :scope > .message:last-of-type");
    const questions = this.messages.querySelectorAll<HTMLElement>(":scope > .mine");
    const from = questions[questions.length - 1] ?? last;
    if (from !== null && from !== undefined) this.root.scrollTop = Math.max(0, from.offsetTop - marginAbove);
  }

  /** The visitor's questions that no article answered, as the sheet to print lists them. */
  public openQuestions(): string[] {
    const texts = new Map(this.said.map((activity) => [activity.id, activity.text]));
    const open = this.said.filter((activity) => leavesOpen.has(activity.channelData?.reply?.kind ?? "")).map((activity) => texts.get(activity.replyToId));
    return [...new Set(open.filter((text): text is string => text !== undefined))];
  }

  private firstPending(): Element | null {
    return this.messages.querySelector(":scope > .pending");
  }

  private rated(id: string | undefined): void {
    for (const message of this.messages.children) {
      if (id !== undefined && message instanceof HTMLElement && message.dataset["id"] === id) {
        const place = message.querySelector(".feedback");
        if (place !== null && !place.contains((place.getRootNode() as ShadowRoot).activeElement)) place.replaceChildren(element("p", {}, this.context.words.thanks));
      }
    }
  }
}
