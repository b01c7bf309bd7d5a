type Child = Node | string | null | false;

/** Makes an element with text; never HTML. Children that are null or false are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Readonly<Record<string, string>> = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child !== null && child !== false) made.append(child);
  return made;
}

export function button(attributes: Readonly<Record<string, string>>, onClick: (made: HTMLButtonElement) => void, ...children: readonly Child[]): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", () => onClick(made));
  return made;
}

/** A link to another website, which learns nothing of this page. */
export function outside(href: string, attributes: Readonly<Record<string, string>>, ...children: readonly Child[]): HTMLAnchorElement {
  return element("a", { href, target: "_blank", rel: "noreferrer noopener", ...attributes }, ...children);
}

/** Text with its blank lines as paragraphs; 988 and 911 become links that call, and the lifeline's chat a link. */
export function paragraphs(text: string): HTMLElement[] {
  return text.split(/\n{2,}/).map((paragraph) => element("p", {}, ...withNumbers(paragraph)));
}

const contact = /(988lifeline\.org|(?<![\w-])(?:988|911|1-800-\d{3}-\d{4})(?![\w-]))/;

function withNumbers(text: string): (Node | string)[] {
  return text.split(contact).map((piece, i) => {
    if (i % 2 === 0) return piece;
    return piece === "988lifeline.org" ? outside(lifelineChat, {}, piece) : element("a", { href: `tel:${piece.replaceAll("-", "")}` }, piece);
  });
}

export const lifelineChat = "https://988lifeline.org/chat/";

/** A phone as a person writes it, as an address to call. */
export function telephone(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, "")}`;
}
