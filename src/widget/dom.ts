import type { Help } from "./options.js";

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

/** The service's own words with their blank lines as paragraphs; telephone numbers and help lines' addresses become links, as `NumberLinks.cs` makes them. */
export function paragraphs(text: string, help: Help): HTMLElement[] {
  const known = new Map<string, string>();
  for (const [, href] of [...help.emergency, ...help.crisis]) {
    const key = href.startsWith("https:") ? new URL(href).hostname : href.replace(/\?.*|\D/g, "");
    if (!known.has(key)) known.set(key, href);
  }
  const numbers = [...known.keys()].sort((a, b) => b.length - a.length).map((key) => (/^\d+$/.test(key) ? [...key].join(" ?") : key.replaceAll(".", "\\.")));
  const contact = new RegExp(`\\b(${["(?:\\d[ -]?){9,14}\\d", ...numbers].join("|")})\\b`);
  const link = (piece: string): Node => {
    const digits = piece.replace(/\D/g, "");
    const href = known.get(piece) ?? known.get(digits) ?? `tel:${digits}`;
    return leadsOutside(href) ? outside(href, {}, piece) : element("a", { href }, piece);
  };
  return text.split(/\n{2,}/).map((paragraph) => element("p", {}, ...paragraph.split(contact).map((piece, i) => (i % 2 === 0 ? piece : link(piece)))));
}

export function leadsOutside(href: string): boolean {
  return href.startsWith("https:");
}

/** A phone as a person writes it, as an address to call. */
export function telephone(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, "")}`;
}
