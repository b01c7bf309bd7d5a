import type { Activity, Citation, ReplyData } from "./activity.js";
import { element, paragraphs } from "./dom.js";
import { strings } from "./strings.js";

/** What the transcript asks of the chat. */
export interface Actions {
  readonly ask: (text: string) => void;
  readonly openForm: () => void;
}

/** Draws one activity as a message. */
export function drawActivity(activity: Activity, base: string, actions: Actions): HTMLElement {
  const mine = activity.from?.role === "user";
  const message = element("article", { class: mine ? "message mine" : "message bot" });
  message.append(element("h3", { class: "who" }, mine ? strings.you : strings.bot));
  const reply = activity.channelData?.reply;
  if (mine || reply === undefined) message.append(...paragraphs(activity.text ?? ""));
  else drawReply(message, reply, base, actions);
  return message;
}

function drawReply(message: HTMLElement, reply: ReplyData, base: string, actions: Actions): void {
  if (reply.pinned) message.classList.add("urgent");
  const citations = new Map(reply.citations.map((citation) => [citation.n, citation]));
  for (const part of reply.parts) {
    if (part.type === "quote") {
      const citation = citations.get(part.n);
      if (citation !== undefined) message.append(drawQuote(citation, base));
    } else {
      message.append(...paragraphs(part.text));
    }
  }
  if (reply.contactForm) {
    const open = element("button", { type: "button", class: "contact" }, strings.contact);
    open.addEventListener("click", actions.openForm);
    message.append(open);
  }
  if (reply.suggestions.length > 0) {
    const list = element("ul", { class: "suggestions", "aria-label": strings.suggestions });
    for (const suggestion of reply.suggestions) {
      const button = element("button", { type: "button" }, suggestion.text);
      button.addEventListener("click", () => actions.ask(suggestion.text));
      list.append(element("li", {}, button));
    }
    message.append(list);
  }
}

function drawQuote(citation: Citation, base: string): HTMLElement {
  const link = element("a", { href: new URL(citation.url, base).href }, `[${citation.n}] ${citation.source}: ${citation.section}`);
  return element("figure", { class: "quote" }, element("blockquote", {}, element("p", {}, `“${citation.snippet}”`)), element("figcaption", {}, link));
}
