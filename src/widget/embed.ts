import { icon } from "./icons.js";
import { launcherStyles } from "./launcherStyles.js";
import { optionsOf, registry, type Mount, type Mounted } from "./options.js";
import { Memory, storageOf } from "./storage.js";
import { textOn } from "./theme.js";
import { launcherWords } from "./launcherWords.js";

/** What the script tag loads: the launcher, and the chat itself only when somebody wants it. */
const script = document.currentScript as HTMLScriptElement | null;
const options = optionsOf(script);
const memory = new Memory(storageOf("sessionStorage"));
const words = launcherWords(options.language);
const openName = "open";
const target = script?.dataset["target"] ?? "#clinic-chat";

let loading: Promise<Mount> | null = null;

/** A script element and no import(): a classic script needs no CORS on the website's side. */
function load(): Promise<Mount> {
  loading ??= new Promise<Mount>((resolve, reject) => {
    const chat = document.createElement("script");
    chat.src = `${options.origin}/widget/chat.js`;
    chat.onload = () => resolve((globalThis as unknown as Record<symbol, Mount>)[registry] as Mount);
    chat.onerror = () => {
      loading = null;
      chat.remove();
      reject(new Error("The chat did not load."));
    };
    document.head.append(chat);
  });
  return loading;
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Readonly<Record<string, string>>, ...children: readonly (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** In the website's own place; until the chat is there, and when it cannot come, what stands in that place stays. */
function inline(place: HTMLElement): void {
  // A request that no browser asks leave for; the answer is there when the chat is.
  if (new Memory(storageOf("localStorage")).read("session") === null) {
    options.early = fetch(`${options.origin}/api/widget/session`, { method: "POST", credentials: "omit" });
    options.early.catch(() => undefined);
  }
  load().then(
    (mount) => void mount(place, options, script?.dataset["fill"] === undefined ? "inline" : "fill", framed()),
    () => undefined,
  );
}

/** In a frame: the website around it closes it. Only the website that was named when the frame was opened hears of it, and the word says nothing. */
function framed(): (() => void) | null {
  const host = new URLSearchParams(location.search).get("host");
  return script?.dataset["fill"] === undefined || host === null || parent === window ? null : () => parent.postMessage("clinic-chat.close", host);
}

class Launcher {
  private readonly root: ShadowRoot;
  private readonly opener: HTMLButtonElement;
  private readonly place = make("div", { class: "place", hidden: "" });
  private mounted: Promise<Mounted | null> | null = null;

  public constructor() {
    const host = document.body.appendChild(make("div", { "data-clinic-chat": "" }));
    this.root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(launcherStyles);
    this.root.adoptedStyleSheets = [sheet];
    if (options.accent !== null) {
      host.style.setProperty("--accent", options.accent);
      host.style.setProperty("--on-accent", textOn(options.accent));
    }
    host.dataset["scheme"] = options.scheme;
    this.opener = make("button", { type: "button", "aria-expanded": "false", class: options.position }, icon("chat"), make("span", {}, script?.dataset["label"] ?? words.launcher));
    this.place.classList.add(options.position);
    this.root.append(this.opener, this.place);
    this.opener.addEventListener("click", () => this.open(true));

    // The file is here before the click.
    for (const event of ["pointerenter", "focus"]) this.opener.addEventListener(event, () => void load().catch(() => undefined), { once: true });
    const kept = memory.read<boolean>(openName);
    if (kept ?? script?.dataset["open"] === "open") this.open(false);
  }

  private open(byVisitor: boolean): void {
    this.place.hidden = false;
    this.opener.hidden = true;
    this.opener.setAttribute("aria-expanded", "true");
    memory.write(openName, true);
    this.mounted ??= script?.dataset["frame"] === undefined ? this.mount() : this.frame();
    void this.mounted.then((chat) => {
      if (byVisitor) chat?.focus();
    });
  }

  private async mount(): Promise<Mounted | null> {
    try {
      const mount = await load();
      const chat = make("div", { class: "chat" });
      this.place.replaceChildren(chat);
      return mount(chat, options, "floating", () => this.close());
    } catch {
      this.sayAway();
      return null;
    }
  }

  private frame(): Promise<Mounted> {
    const query = new URLSearchParams({ host: location.origin });
    for (const name of ["accent", "logo", "title", "phone", "language", "direction", "scheme"]) {
      const value = script?.dataset[name];
      if (value !== undefined) query.set(name, value);
    }
    const frame = make("iframe", { src: `${options.origin}/frame?${query}`, title: options.title ?? words.launcher, class: "chat" });
    this.place.replaceChildren(frame);
    addEventListener("message", (event) => {
      if (event.source === frame.contentWindow && event.origin === options.origin && event.data === "clinic-chat.close") this.close();
    });
    return Promise.resolve({ focus: () => frame.focus() });
  }

  private close(): void {
    this.place.hidden = true;
    this.opener.hidden = false;
    this.opener.setAttribute("aria-expanded", "false");
    memory.write(openName, false);
    this.opener.focus();
  }

  /** The service is away: people are not. */
  private sayAway(): void {
    this.mounted = null;
    const phone = options.phone ?? new Memory(storageOf("localStorage")).read<{ phone?: string }>("clinic")?.phone;
    const link = (href: string, text: string): HTMLElement => make("p", {}, make("a", { href }, text));
    const close = make("button", { type: "button", class: "close" }, words.close);
    close.addEventListener("click", () => this.close());
    this.place.replaceChildren(
      make("div", { class: "away", role: "alert" }, make("p", {}, words.away), ...[...options.help.crisis, ...options.help.emergency].map(([text, href]) => link(href, text)), ...(phone ? [link(`tel:${phone.replace(/[^\d+]/g, "")}`, `${words.clinicPhone}: ${phone}`)] : []), close),
    );
  }
}

function start(): void {
  const place = document.querySelector<HTMLElement>(target);
  if (place !== null) inline(place);
  else new Launcher();
}

// A place that stands above the tag is there already.
if (document.readyState === "loading" && document.querySelector(target) === null) document.addEventListener("DOMContentLoaded", start);
else start();
