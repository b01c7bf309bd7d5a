/** Makes an element with text; never HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Text with its blank lines as paragraphs; 988 and 911 become links that call, and the lifeline's chat a link. */
export function paragraphs(text: string): HTMLElement[] {
  return text.split(/\n{2,}/).map((paragraph) => element("p", {}, ...withNumbers(paragraph)));
}

const contact = /(988lifeline\.org|(?<![\w-])(?:988|911|1-800-\d{3}-\d{4})(?![\w-]))/;

function withNumbers(text: string): (Node | string)[] {
  return text.split(contact).map((piece, i) => {
    if (i % 2 === 0) return piece;
    return piece === "988lifeline.org"
      ? element("a", { href: "https://988lifeline.org/chat/", target: "_blank", rel: "noreferrer noopener" }, piece)
      : element("a", { href: `tel:${piece.replaceAll("-", "")}` }, piece);
  });
}
