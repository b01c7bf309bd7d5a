import type { Activity } from "./activity.js";
import type { Context } from "./context.js";
import { element } from "./dom.js";
import type { Help } from "./options.js";
import { fill } from "./strings.js";

/** The conversation as plain text, for a person to keep. */
export function conversationText(activities: readonly Activity[], context: Context): string {
  const { words } = context;
  const said = activities.filter((activity) => activity.type === "message").map((activity) => `${activity.from?.role === "user" ? words.you : words.bot}:\n${messageText(activity)}`);
  return [heading(context), disclaimer(context), ...said].join("\n\n");
}

export function download(activities: readonly Activity[], context: Context): void {
  const address = URL.createObjectURL(new Blob([conversationText(activities, context)], { type: "text/plain;charset=utf-8" }));
  element("a", { href: address, download: `conversation-${day(context)}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** In a window of its own: the website around the chat is not printed. Styles by script, which no policy forbids. */
export function print(activities: readonly Activity[], context: Context): void {
  const page = window.open("", "_blank");
  if (page === null) return;
  const sheet = new (page as unknown as typeof globalThis).CSSStyleSheet();
  sheet.replaceSync("body{font:11pt/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;white-space:pre-wrap;overflow-wrap:anywhere}h2{font-size:11pt;margin:1.2em 0 0}p{margin:0}article{break-inside:avoid}");
  page.document.adoptedStyleSheets = [sheet];
  page.document.title = heading(context);
  page.document.documentElement.lang = context.options.language;
  page.document.body.append(
    element("h1", {}, heading(context)),
    element("p", {}, disclaimer(context)),
    ...activities
      .filter((activity) => activity.type === "message")
      .map((activity) => element("article", {}, element("h2", {}, activity.from?.role === "user" ? context.words.you : context.words.bot), element("p", {}, messageText(activity)))),
  );
  page.print();
}

function messageText(activity: Activity): string {
  const reply = activity.channelData?.reply;
  if (reply === undefined) return activity.text ?? "";
  const citations = new Map(reply.citations.map((citation) => [citation.n, citation]));
  return reply.parts
    .map((part) => {
      if (part.type !== "quote") return part.text;
      const citation = citations.get(part.n);
      return citation === undefined ? "" : `“${citation.snippet}”\n[${citation.n}] ${citation.source}: ${citation.section}`;
    })
    .join("\n\n");
}

function disclaimer({ words, options: { help } }: Context): string {
  const said = (contacts: Help["crisis"]): string => contacts.map(([text]) => text).join(", ");
  return `${words.disclaimer} ${words.crisis} ${said(help.crisis)}. ${words.emergency} ${said(help.emergency)}.`;
}

function heading(context: Context): string {
  return fill(context.words.saidAt, { title: context.options.title ?? context.words.title, date: day(context) });
}

function day(context: Context): string {
  return new Date(context.around.now()).toISOString().slice(0, 10);
}
