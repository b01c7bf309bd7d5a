import type { Context } from "./context.js";
import { button, element, paragraphs, telephone } from "./dom.js";
import { emergencyButtons } from "./helpLine.js";
import type { Memory } from "./storage.js";
import { fill } from "./strings.js";

interface Words {
  readonly before: string;
  readonly replyTime: string;
  readonly privacy: string;
  readonly consent: string;
  readonly after: string;
}

interface Problem {
  readonly detail?: string;
  readonly title?: string;
  readonly phone?: string | null;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  readonly urgent?: { readonly text: string } | null;
}

interface Stored {
  readonly reference: string;
  readonly replyWithin: string;
  readonly urgent?: { readonly text: string } | null;
}

/** What was typed and not yet sent, with the key under which it is stored once. */
interface Draft {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

type FieldName = "name" | "email" | "phone" | "preferredTime" | "topic" | "message";

const fieldNames: readonly FieldName[] = ["name", "email", "phone", "preferredTime", "topic", "message"];
const maxChars: Readonly<Record<FieldName, number>> = { name: 100, email: 254, phone: 40, preferredTime: 100, topic: 100, message: 1000 };
const countFrom = 200;
const draftName = "contact";
const referenceName = "reference";

/** The contact form in the chat. What is typed stays, over page changes too, until it is stored or the tab is closed. */
export class ContactForm {
  public readonly root = element("form", { class: "contact-form", novalidate: "" });
  private readonly status = element("div", { class: "status", tabindex: "-1" });
  private readonly urgent = element("div", { role: "alert" });
  private draft: Draft;
  private after = "";

  public constructor(
    private readonly context: Context,
    private readonly memory: Memory,
    private readonly conversation: () => string | null,
    private readonly onClose: () => void,
  ) {
    this.draft = memory.read<Draft>(draftName) ?? { key: context.around.newId(), values: {} };
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.root.addEventListener("input", () => this.keep());
  }

  /** Fetches the words around the form and draws it. Throws when the service is away. */
  public async open(): Promise<void> {
    const response = await this.context.around.fetch(`${this.context.options.origin}/api/contact/words`, { credentials: "omit" });
    if (!response.ok) throw new Error(`contact words ${response.status}`);
    this.draw((await response.json()) as Words);
    this.input("name")?.focus();
  }

  private draw(words: Words): void {
    const text = this.context.words.form;
    const earlier = this.memory.read<string>(referenceName);
    this.after = words.after;
    this.root.replaceChildren(
      ...(earlier === null ? [] : [element("p", { class: "hint" }, `${text.reference}: `, element("b", {}, earlier))]),
      ...this.paragraphs(words.before),
      this.field("name", text.name, "text", "given-name"),
      element("fieldset", {}, element("legend", {}, text.route), this.field("email", text.email, "email", "email"), this.field("phone", text.phone, "tel", "tel")),
      this.field("preferredTime", text.preferredTime, "text", "off"),
      this.field("topic", text.topic, "text", "off"),
      this.field("message", text.message, "textarea", "off"),
      this.consent(words.consent),
      ...this.paragraphs(words.privacy),
      ...this.paragraphs(words.replyTime),
      this.urgent,
      this.status,
      element("div", { class: "buttons" }, element("button", { type: "submit" }, text.send), button({ class: "plain" }, this.onClose, text.cancel)),
    );
  }

  private paragraphs(text: string): HTMLElement[] {
    return paragraphs(text, this.context.options.help);
  }

  private field(name: FieldName, label: string, type: string, autocomplete: string): HTMLElement {
    const id = `contact-${name}`;
    const attributes = { id, name, autocomplete, maxlength: String(maxChars[name]), "aria-describedby": `${id}-error${name === "message" ? ` ${id}-left` : ""}`, ...(name === "name" ? { required: "" } : {}) };
    const input = type === "textarea" ? element("textarea", { ...attributes, rows: "4" }) : element("input", { ...attributes, type });
    input.value = this.draft.values[name] ?? "";
    const left = name === "message" ? element("p", { class: "hint", id: `${id}-left` }) : null;
    if (left !== null) input.addEventListener("input", () => left.replaceChildren(maxChars.message - input.value.length <= countFrom ? fill(this.context.words.form.left, { n: maxChars.message - input.value.length }) : ""));
    return element("div", { class: "field" }, element("label", { for: id }, label), input, left, errorPlace(name));
  }

  private consent(text: string): HTMLElement {
    const box = element("input", { type: "checkbox", id: "contact-consent", name: "consent", required: "", "aria-describedby": "contact-consent-error" });
    return element("div", { class: "field check" }, box, element("label", { for: "contact-consent" }, text), errorPlace("consent"));
  }

  private input(name: string): HTMLInputElement | HTMLTextAreaElement | null {
    return this.root.querySelector(`#contact-${name}`);
  }

  private value(name: FieldName): string {
    return this.input(name)?.value.trim() ?? "";
  }

  private get consented(): boolean {
    return this.root.querySelector<HTMLInputElement>("#contact-consent")?.checked === true;
  }

  private keep(): void {
    this.draft = { key: this.draft.key, values: Object.fromEntries(fieldNames.map((name) => [name, this.input(name)?.value ?? ""])) };
    this.memory.write(draftName, this.draft);
  }

  /** The service judges; what is plain to see is said without asking it. */
  private problems(): Record<string, readonly string[]> {
    const text = this.context.words.form;
    const found: Record<string, readonly string[]> = {};
    const [email, phone] = [this.value("email"), this.value("phone")];
    if (this.value("name") === "") found["name"] = [text.nameMissing];
    if (email === "" && phone === "") found["email"] = [text.routeMissing];
    if (email !== "" && !/^\S+@\S+\.\S+$/.test(email)) found["email"] = [text.emailOdd];
    if (phone !== "" && phone.replace(/\P{Nd}/gu, "").length < 7) found["phone"] = [text.phoneOdd];
    if (!this.consented) found["consent"] = [text.consentMissing];
    return found;
  }

  private async submit(): Promise<void> {
    const text = this.context.words.form;
    for (const place of this.root.querySelectorAll(".error")) place.textContent = "";
    for (const input of this.root.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const found = this.problems();
    if (Object.keys(found).length > 0) {
      this.explain({ title: text.problems, errors: found });
      return;
    }
    this.keep();
    this.status.replaceChildren(text.sending);
    const body = {
      idempotencyKey: this.draft.key,
      conversation: this.conversation(),
      consent: true,
      ...Object.fromEntries(fieldNames.map((name) => [name, this.value(name) || null])),
    };
    try {
      const response = await this.context.around.fetch(`${this.context.options.origin}/api/contact`, { method: "POST", headers: { "content-type": "application/json" }, credentials: "omit", body: JSON.stringify(body) });
      if (response.ok) this.confirm((await response.json()) as Stored);
      else this.explain((await response.json()) as Problem);
    } catch {
      this.explain({ detail: text.unreachable, phone: this.context.clinic().phone ?? this.context.options.phone });
    }
  }

  private explain(problem: Problem): void {
    const text = this.context.words.form;
    let first: HTMLElement | null = null;
    for (const [name, messages] of Object.entries(problem.errors ?? {})) {
      const place = this.root.querySelector(`#contact-${CSS.escape(name)}-error`);
      const input = this.root.querySelector<HTMLElement>(`#contact-${CSS.escape(name)}`);
      if (place === null || input === null) continue;
      place.textContent = messages.join(" ");
      input.setAttribute("aria-invalid", "true");
      first ??= input;
    }
    this.showUrgent(problem.urgent);
    const words = first === null ? (problem.detail ?? problem.title ?? text.unreachable) : (problem.title ?? text.problems);
    this.status.replaceChildren(...this.paragraphs(words), ...(problem.phone ? [element("p", {}, `${text.phoneInstead} `, element("a", { href: telephone(problem.phone) }, problem.phone))] : []));
    this.status.classList.add("problem");
    (first ?? this.status).focus();
  }

  private confirm(stored: Stored): void {
    const text = this.context.words.form;
    this.memory.write(draftName, null);
    this.memory.write(referenceName, stored.reference);
    this.draft = { key: this.context.around.newId(), values: {} };
    const number = element("output", { class: "reference-number" }, stored.reference);
    const copy = button({ class: "plain" }, () => {
      copyText(stored.reference, number).then(
        () => copy.replaceChildren(text.copied),
        () => getSelection()?.selectAllChildren(number),
      );
    }, text.copy);
    const heading = element("h3", { tabindex: "-1" }, text.reference);
    this.showUrgent(stored.urgent);
    this.root.replaceChildren(this.urgent, heading, element("p", { class: "reference" }, number, copy), ...this.paragraphs(this.after), button({ class: "done" }, this.onClose, this.context.words.back));
    heading.focus();
  }

  /** What was typed sounds like danger: people to reach first, whatever became of the request. */
  private showUrgent(urgent: { readonly text: string } | null | undefined): void {
    this.urgent.replaceChildren(...(urgent ? [element("div", { class: "message urgent" }, ...this.paragraphs(urgent.text), emergencyButtons(this.context))] : []));
  }
}

function errorPlace(name: string): HTMLElement {
  return element("p", { class: "error", id: `contact-${name}-error` });
}

/** The clipboard is there only on https and localhost; elsewhere the number is selected, ready to copy. */
function copyText(text: string, shown: HTMLElement): Promise<void> {
  if (navigator.clipboard === undefined) {
    getSelection()?.selectAllChildren(shown);
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("no clipboard"));
  }
  return navigator.clipboard.writeText(text);
}
