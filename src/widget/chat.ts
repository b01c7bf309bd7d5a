import type { Activity, Citation } from "./activity.js";
import { ArticlePanel } from "./articlePanel.js";
import { Composer } from "./composer.js";
import { ContactForm } from "./contactForm.js";
import type { Actions, Context } from "./context.js";
import { DirectLine } from "./directLine.js";
import { button, element } from "./dom.js";
import { helpLine, unreachable } from "./helpLine.js";
import { icon } from "./icons.js";
import { Menu } from "./menu.js";
import type { Mounted } from "./options.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { PinnedPanel } from "./pinnedPanel.js";
import { download, print } from "./saveConversation.js";
import { Sending } from "./sending.js";
import type { Sessions } from "./session.js";
import { sheetPanel } from "./sheetPanel.js";
import { statusPanel } from "./statusPanel.js";
import type { Memory } from "./storage.js";
import { Transcript } from "./transcriptView.js";

/** The chat: header, help line, pinned panel, conversation, panel over it, and the input. */
export class Chat implements Mounted {
  public readonly root: HTMLElement;
  private readonly pinned: PinnedPanel;
  private readonly transcript: Transcript;
  private readonly composer: Composer;
  private readonly panel: Panel;
  private readonly article: ArticlePanel;
  private readonly line: DirectLine;
  private readonly sending: Sending;

  public constructor(
    private readonly context: Context,
    private readonly sessions: Sessions,
    private readonly tab: Memory,
    close: (() => void) | null,
  ) {
    const { words, options, around } = context;
    const actions: Actions = {
      ask: (text) => this.ask(text),
      openForm: () => void this.openForm(null),
      openCitation: (citation) => this.openCitation(citation),
      react: (id, reaction, reason) => void this.react(id, reaction, reason),
      submitCard: (value) => void this.line.send({ type: "message", value }, around.newId()).catch(() => undefined),
    };
    this.pinned = new PinnedPanel(context);
    this.transcript = new Transcript(context, actions);
    this.composer = new Composer(context, (text) => this.ask(text));
    this.panel = new Panel(context, [this.transcript.root, this.composer.root], () => this.composer.focus());
    this.article = new ArticlePanel(context);
    this.line = new DirectLine(`${options.origin}/v3/directline`, sessions, around, {
      activities: (activities, history) => this.receive(activities, history),
      reachable: (reachable) => this.reachable(reachable),
      restarted: () => this.restarted(),
    });
    this.sending = new Sending(this.line, new Outbox(tab), this.transcript, around);
    const contact = button({ class: "plain contact-link" }, (opener) => void this.openForm(opener), words.contact);
    this.root = element(
      "section",
      { class: "chat", lang: options.language, dir: options.direction, "aria-label": options.title ?? words.title },
      this.header(close),
      helpLine(context, contact),
      this.pinned.root,
      element("div", { class: "stage" }, this.transcript.root, this.composer.root, this.panel.root),
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && close !== null) close();
    });
  }

  public start(): void {
    this.sending.showWaiting();
    void this.line.run();
  }

  public focus(): void {
    if (this.pinned.shown) this.pinned.root.focus();
    else if (!this.panel.shown) this.composer.focus();
  }

  /** The network or the machine is back, or another tab has spoken. */
  public wake(): void {
    this.line.wake();
  }

  /** Another tab has changed the session in the storage that all tabs share. */
  public sessionChanged(): void {
    this.line.follow(this.sessions.stored());
  }

  private header(close: (() => void) | null): HTMLElement {
    const { words, options, shape } = this.context;
    const menu = new Menu(this.context, [
      [words.sheet, (opener) => this.panel.open(words.sheet, opener, sheetPanel(this.context, this.transcript.openQuestions()))],
      [words.status.title, (opener) => this.panel.open(words.status.title, opener, statusPanel(this.context, this.tab.read<string>("reference")))],
      [words.print, () => print(this.transcript.activities, this.context)],
      [words.download, () => download(this.transcript.activities, this.context)],
      [words.again, () => this.startAgain()],
    ]);
    return element(
      "header",
      { class: "bar" },
      options.logo === null ? null : element("img", { src: options.logo, alt: "", class: "logo" }),
      // In a frame of its own the chat is the whole document.
      element(shape === "fill" ? "h1" : "h2", { class: "title" }, options.title ?? words.title),
      menu.root,
      close === null ? null : button({ class: "icon-button", "aria-label": words.close }, close, icon("close")),
    );
  }

  private ask(text: string): void {
    this.panel.close();
    this.sending.send(text);
  }

  private receive(activities: readonly Activity[], before: boolean): void {
    // A message typed before the conversation was open comes back with the history: its answer is new all the same.
    const history = before && !activities.some((activity) => this.sending.waits(activity.channelData?.clientActivityID));
    this.transcript.live(!history);
    for (const activity of activities) {
      const own = activity.channelData?.clientActivityID;
      if (own !== undefined) this.sending.echoed(own);
      this.transcript.add(activity, history);
    }
    const urgent = activities.filter((activity) => activity.channelData?.reply?.pinned === true).at(-1)?.channelData?.reply;
    if (urgent !== undefined) {
      if (!history) this.panel.close();
      this.pinned.show(urgent, !history);
    }
    if (history) this.transcript.toEnd();
    else this.transcript.reveal();
    this.transcript.live(true);
  }

  private reachable(reachable: boolean): void {
    this.transcript.notice(...(reachable ? [] : unreachable(this.context)));
    if (reachable) this.sending.flush();
    else this.sending.unreachable();
  }

  private openCitation(citation: Citation): void {
    this.panel.open(`${citation.source}: ${citation.section}`, activeIn(this.root), this.article.open(citation));
  }

  private async openForm(opener: HTMLElement | null): Promise<void> {
    const { words } = this.context;
    const form = new ContactForm(this.context, this.tab, () => this.sessions.conversation, () => this.panel.close());
    this.panel.open(words.form.title, opener ?? activeIn(this.root), form.root);
    form.root.replaceChildren(element("p", {}, words.loading));
    try {
      await form.open();
    } catch {
      form.root.replaceChildren(...unreachable(this.context), button({ class: "plain" }, () => void this.openForm(opener), words.retry));
    }
  }

  /** A service that does not take it is no visitor's concern. */
  private async react(replyToId: string, reaction: "like" | "dislike", reason: string | null): Promise<void> {
    const activity = { type: "messageReaction", replyToId, reactionsAdded: [{ type: reaction }], ...(reason === null ? {} : { value: { reason } }) };
    await this.line.send(activity, this.context.around.newId()).catch(() => undefined);
  }

  private startAgain(): void {
    this.sending.forget();
    for (const name of ["contact", "reference"]) this.tab.write(name, null);
    this.line.startAgain();
    this.composer.focus();
  }

  private restarted(): void {
    this.panel.close();
    this.pinned.clear();
    this.transcript.clear();
    this.sending.showWaiting();
  }
}

/** The focused element within the chat's shadow root. */
function activeIn(root: HTMLElement): HTMLElement | null {
  const found = (root.getRootNode() as ShadowRoot).activeElement;
  return found instanceof HTMLElement ? found : null;
}
