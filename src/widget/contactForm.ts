import { element, paragraphs } from "./dom.js";
import { strings } from "./strings.js";

interface Words {
  readonly title: string;
  readonly before: string;
  readonly replyTime: string;
  readonly privacy: string;
  readonly consent: string;
  readonly after: string;
}

interface Problem {
  readonly detail?: string;
  readonly title?: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}

interface Stored {
  readonly reference: string;
  readonly replyWithin: string;
  readonly urgent?: { readonly text: string } | null;
}

/** The contact form in the chat. What is typed stays until it is stored. */
export class ContactForm {
  public readonly root = element("form", { class: "contact-form", novalidate: "", "aria-labelledby": "contact-title" });
  private readonly key: string;
  private readonly status = element("div", { class: "status", role: "alert" });

  public constructor(
    private readonly origin: string,
    private readonly conversation: string | null,
    private readonly onClose: () => void,
    private readonly send: typeof fetch,
    newId: () => string,
  ) {
    this.key = newId();
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
  }

  /** Fetches the words around the form, draws it and moves the focus into it. */
  public async open(): Promise<void> {
    const response = await this.send(`${this.origin}/api/contact/words`);
    if (!response.ok) throw new Error(`contact words ${response.status}`);
    this.draw((await response.json()) as Words);
    this.root.querySelector<HTMLElement>("input")?.focus();
  }

  private draw(words: Words): void {
    const text = strings.form;
    const cancel = element("button", { type: "button", class: "plain" }, text.cancel);
    cancel.addEventListener("click", this.onClose);
    this.root.replaceChildren(
      element("h3", { id: "contact-title" }, words.title),
      ...paragraphs(words.before),
      field("name", text.name, "text", "given-name", 100),
      field("email", text.email, "email", "email", 200),
      field("phone", text.phone, "tel", "tel", 40, text.route),
      field("preferredTime", text.preferredTime, "text", "off", 100),
      field("topic", text.topic, "text", "off", 100),
      field("message", text.message, "textarea", "off", 1000),
      element("div", { class: "field check" }, element("input", { type: "checkbox", id: "contact-consent", name: "consent" }), element("label", { for: "contact-consent" }, words.consent), error("consent")),
      ...paragraphs(words.privacy),
      ...paragraphs(words.replyTime),
      this.status,
      element("div", { class: "buttons" }, element("button", { type: "submit" }, text.send), cancel),
    );
    this.root.dataset["after"] = words.after;
  }

  private async submit(): Promise<void> {
    const values = new FormData(this.root);
    const body = {
      idempotencyKey: this.key,
      conversation: this.conversation,
      consent: values.get("consent") === "on",
      ...Object.fromEntries(["name", "email", "phone", "preferredTime", "topic", "message"].map((name) => [name, String(values.get(name) ?? "").trim() || null])),
    };
    this.status.replaceChildren(strings.form.sending);
    for (const place of this.root.querySelectorAll(".error")) place.textContent = "";
    try {
      const response = await this.send(`${this.origin}/api/contact`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      if (response.ok) this.confirm((await response.json()) as Stored);
      else this.explain((await response.json()) as Problem);
    } catch {
      this.status.replaceChildren(...paragraphs(strings.form.unreachable));
    }
  }

  private explain(problem: Problem): void {
    let first: HTMLElement | null = null;
    for (const [name, messages] of Object.entries(problem.errors ?? {})) {
      const place = this.root.querySelector(`#contact-${name}-error`);
      const input = this.root.querySelector<HTMLElement>(`#contact-${name}`);
      if (place === null || input === null) continue;
      place.textContent = messages.join(" ");
      input.setAttribute("aria-invalid", "true");
      first ??= input;
    }
    this.status.replaceChildren(...paragraphs(first === null ? (problem.detail ?? strings.form.unreachable) : (problem.title ?? "")));
    first?.focus();
  }

  private confirm(stored: Stored): void {
    const copy = element("button", { type: "button", class: "plain" }, strings.form.copy);
    copy.addEventListener("click", () => {
      void navigator.clipboard.writeText(stored.reference).then(() => copy.replaceChildren(strings.form.copied));
    });
    const heading = element("h3", { tabindex: "-1" }, strings.form.reference);
    this.root.replaceChildren(
      ...(stored.urgent ? [element("div", { class: "message urgent" }, ...paragraphs(stored.urgent.text))] : []),
      heading,
      element("p", { class: "reference" }, element("output", { class: "reference-number" }, stored.reference)),
      copy,
      ...paragraphs(this.root.dataset["after"] ?? ""),
    );
    heading.focus();
  }
}

function error(name: string): HTMLElement {
  return element("p", { class: "error", id: `contact-${name}-error` });
}

function field(name: string, label: string, type: string, autocomplete: string, maxLength: number, hint = ""): HTMLElement {
  const id = `contact-${name}`;
  const attributes = { id, name, autocomplete, maxlength: String(maxLength), "aria-describedby": `${id}-error` };
  const input = type === "textarea" ? element("textarea", { ...attributes, rows: "4" }) : element("input", { ...attributes, type });
  return element("div", { class: "field" }, element("label", { for: id }, label), input, ...(hint === "" ? [] : [element("p", { class: "hint" }, hint)]), error(name));
}
