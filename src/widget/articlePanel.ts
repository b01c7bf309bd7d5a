import type { Citation } from "./activity.js";
import type { Context } from "./context.js";
import { element, outside } from "./dom.js";
import { fill } from "./strings.js";
import { articleAddress } from "./transcript.js";

interface Article {
  readonly title: string;
  readonly source: string;
  readonly sections: readonly {
    readonly heading: string;
    readonly passages: readonly { readonly bullet: boolean; readonly sentences: readonly { readonly start: number; readonly end: number; readonly text: string }[] }[];
  }[];
}

/** The cited article with the quoted sentences marked. */
export class ArticlePanel {
  public constructor(private readonly context: Context) {}

  /** What stands in the panel at once; the article follows and scrolls to its mark. */
  public open(citation: Citation): HTMLElement {
    const { words, options } = this.context;
    const body = element("div", { class: "article", lang: "en", dir: "ltr", "aria-busy": "true" }, element("p", {}, words.loading));
    const whole = element("p", { class: "whole" }, outside(articleAddress(citation, options.origin), {}, words.articleWhole));
    this.load(citation).then(
      (article) => this.fill(body, article, citation),
      () => body.replaceChildren(element("p", {}, words.articleMissing)),
    );
    return element("div", {}, body, whole);
  }

  private async load(citation: Citation): Promise<Article> {
    const response = await this.context.around.fetch(`${this.context.options.origin}/api/widget/articles/${encodeURIComponent(citation.article)}`, { credentials: "omit" });
    if (!response.ok) throw new Error(`article ${response.status}`);
    return (await response.json()) as Article;
  }

  private fill(body: HTMLElement, article: Article, citation: Citation): void {
    let first: HTMLElement | null = null;
    const draw = (sentence: { start: number; end: number; text: string }): Node => {
      if (sentence.start >= citation.end || sentence.end <= citation.start) return document.createTextNode(`${sentence.text} `);
      const marked = element("mark", first === null ? { tabindex: "-1", "aria-label": `${citation.n}: ${sentence.text}`, role: "mark" } : {}, sentence.text);
      first ??= marked;
      return element("span", {}, marked, " ");
    };
    body.replaceChildren(
      element("p", { class: "title" }, article.title),
      element("p", { class: "source" }, fill(this.context.words.articleBy, { source: article.source })),
      ...article.sections.flatMap((section) => [
        element("h3", {}, section.heading),
        ...section.passages.map((passage) => element("p", passage.bullet ? { class: "bullet" } : {}, ...passage.sentences.map(draw))),
      ]),
    );
    body.removeAttribute("aria-busy");
    const mark = first as HTMLElement | null;
    mark?.focus({ preventScroll: true });
    mark?.scrollIntoView({ block: "center" });
  }
}
