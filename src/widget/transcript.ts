import type { Activity, Citation, ReplyData } from "./activity.js";
import type { Actions, Context } from "./context.js";
import { differTable, quotesOf } from "./differTable.js";
import { button, element, paragraphs } from "./dom.js";
import { feedback } from "./feedback.js";
import { foreignCards } from "./foreignCard.js";
import { fill } from "./strings.js";

/** Kinds of reply that came from the articles: these are asked about. */
const answers: ReadonlySet<string> = new Set(["answer", "differ", "facts", "abstain"]);

/** Draws one activity as a message. */
export function drawActivity(activity: Activity, context: Context, actions: Actions): HTMLElement {
  const mine = activity.from?.role === "user";
  const { words } = context;
  const message = element("article", { class: mine ? "message mine" : "message bot" }, element(context.shape === "fill" ? "h2" : "h3", { class: "who" }, mine ? words.you : words.bot));
  if (activity.id !== undefined) message.dataset["id"] = activity.id;
  const reply = activity.channelData?.reply;
  if (mine || reply === undefined) {
    // What a visitor typed stays plain: only our own words lead anywhere.
    message.append(...(activity.text ? (mine ? activity.text.split(/\n{2,}/).map((text) => element("p", { dir: "auto" }, text)) : paragraphs(activity.text, context.options.help)) : []));
    if (!mine) message.append(...foreignCards(activity, context, actions));
    return message;
  }
  const body = element("div", { class: "body", lang: "en", dir: "ltr" });
  message.append(body);
  drawReply(message, body, reply, context, actions);
  if (answers.has(reply.kind) && activity.id !== undefined) message.append(feedback(activity.id, context, actions));
  drawSuggestions(message, reply, context, actions);
  return message;
}

function drawReply(message: HTMLElement, body: HTMLElement, reply: ReplyData, context: Context, actions: Actions): void {
  if (reply.pinned) message.classList.add("urgent");
  const citations = new Map(reply.citations.map((citation) => [citation.n, citation]));
  const tabled = quotesOf(reply.differ, citations);
  const quote = (n: number, className = "quote"): HTMLElement | null => {
    const citation = citations.get(n);
    return citation === undefined ? null : drawQuote(citation, className, context, actions);
  };
  const table = reply.differ ? differTable(reply.differ, context, (n) => quote(n, "quote plain-quote")) : null;
  // The short answer stands out; positions that differ stand side by side, none before the others.
  let first = reply.kind === "answer";
  for (const part of reply.parts) {
    if (part.type === "quote") {
      if (tabled.has(part.n)) {
        if (table !== null && !table.isConnected && table.parentNode === null) body.append(table);
        continue;
      }
      const drawn = quote(part.n, first ? "quote first" : "quote");
      if (drawn !== null) body.append(drawn);
      first = false;
    } else if (part.type === "fact") {
      body.append(element("p", { class: "our-fact" }, part.text));
    } else if (part.id === "answer.mentions") {
      body.append(element("p", { class: "mentions" }, part.text));
    } else {
      const drawn = paragraphs(part.text, context.options.help);
      if (part.id === "help.footer") for (const paragraph of drawn) paragraph.className = "footer";
      body.append(...drawn);
    }
  }
  if (table !== null && table.parentNode === null) body.append(table);
  if (reply.differ?.ourRule && !reply.parts.some((part) => part.type === "fact")) {
    body.prepend(element("p", { class: "our-fact" }, element("b", {}, `${context.words.ourRule}: `), reply.differ.ourRule));
  }
  if (reply.mentions && !reply.parts.some((part) => part.type === "words" && part.id === "answer.mentions")) {
    const { count, of } = reply.mentions;
    body.append(element("p", { class: "mentions", lang: context.options.language }, fill(count === 1 ? context.words.mentionOne : context.words.mention, { count, of })));
  }
  if (reply.contactForm) message.append(button({ class: "contact" }, actions.openForm, context.words.contact));
}

function drawSuggestions(message: HTMLElement, reply: ReplyData, context: Context, actions: Actions): void {
  if (reply.suggestions.length === 0) return;
  const list = element("ul", { class: "suggestions", lang: "en", dir: "auto", "aria-label": context.words.suggestions });
  for (const suggestion of reply.suggestions) list.append(element("li", {}, button({}, () => actions.ask(suggestion.text), suggestion.text)));
  message.append(list);
}

function drawQuote(citation: Citation, className: string, context: Context, actions: Actions): HTMLElement {
  const { n, source, section, snippet, passage } = citation;
  const link = element("a", { href: articleAddress(citation, context.options.origin), "aria-label": fill(context.words.citation, { n, source, section }) }, element("span", { class: "number" }, String(n)), " ", element("span", {}, `${source}: ${section}`));
  link.addEventListener("click", (event) => {
    // A new tab or window stays what the visitor asked for.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    actions.openCitation(citation);
  });
  return element(
    "figure",
    { class: className },
    element("blockquote", {}, element("p", {}, `“${snippet}”`)),
    element("figcaption", {}, link, passage && passage !== snippet ? drawPassage(passage, snippet, context) : null),
  );
}

function drawPassage(passage: string, snippet: string, context: Context): HTMLElement {
  const at = passage.indexOf(snippet);
  const text = at < 0 ? [passage] : [passage.slice(0, at), element("mark", {}, snippet), passage.slice(at + snippet.length)];
  return element("details", { class: "passage" }, element("summary", { lang: context.options.language }, context.words.passage), element("p", {}, ...text));
}

/** The article's page at the marked sentence; on the service, whatever the address says. */
export function articleAddress(citation: Citation, origin: string): string {
  const anchor = /#(s\d+)$/.exec(citation.url)?.[1];
  return `${origin}/articles/${encodeURIComponent(citation.article)}?mark=${Number(citation.start)}-${Number(citation.end)}${anchor === undefined ? "" : `#${anchor}`}`;
}
