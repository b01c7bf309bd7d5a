/** A way to a person that is open now: words for a button, and where it leads. */
export type HelpContact = readonly [text: string, href: string];

/** Whom to reach in danger in the clinic's country. The service writes it into the launcher's file. */
export interface Help {
  readonly crisis: readonly HelpContact[];
  readonly emergency: readonly HelpContact[];
}

/** What a website chooses with the data attributes of the script tag. */
export interface Options {
  /** Origin of the service, where the script came from. */
  readonly origin: string;
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  /** A colour that CSS knows; null for our own. */
  readonly accent: string | null;
  /** Address of a picture on the website or the service; null for none. */
  readonly logo: string | null;
  readonly title: string | null;
  /** The clinic's phone, so that it shows when the service is down. */
  readonly phone: string | null;
  readonly position: "left" | "right";
  readonly scheme: "auto" | "light" | "dark";
  readonly help: Help;
  /** The first session, asked for while the chat's file is still on its way. Used once, and only where there is none yet. */
  early?: Promise<Response> | undefined;
}

/** What the launcher gives the chat and gets back. The chat registers itself under this symbol when its file has loaded. */
export const registry = Symbol.for("clinic-chat");

/** In the page, behind the launcher, or filling its frame. */
export type Shape = "inline" | "floating" | "fill";

export interface Mounted {
  /** Puts the focus where a visitor goes on: the input, or the pinned panel. */
  focus(): void;
}

export type Mount = (place: HTMLElement, options: Options, shape: Shape, close: (() => void) | null) => Mounted;

/** From the script tag; in a frame of our own from its address, which another website's launcher has made. */
export function optionsOf(script: HTMLScriptElement | null): Options {
  const data: Readonly<Record<string, string | undefined>> = script?.dataset["fill"] === undefined ? (script?.dataset ?? {}) : Object.fromEntries(new URLSearchParams(location.search));
  const origin = new URL(script?.src || location.href).origin;
  const language = data["language"] ?? document.documentElement.lang ?? "en";
  const help = JSON.parse(script?.dataset["help"] ?? "{}") as Readonly<Record<string, Help>>;
  return {
    origin,
    language,
    help: help[language.slice(0, 2).toLowerCase()] ?? help["en"] ?? { crisis: [], emergency: [] },
    direction: (data["direction"] ?? getComputedStyle(document.documentElement).direction) === "rtl" ? "rtl" : "ltr",
    accent: data["accent"] !== undefined && CSS.supports("color", data["accent"]) ? data["accent"] : null,
    logo: ownPicture(data["logo"], origin),
    title: data["title"] ?? null,
    phone: data["phone"] ?? null,
    position: data["position"] === "left" ? "left" : "right",
    scheme: data["scheme"] === "light" || data["scheme"] === "dark" ? data["scheme"] : "auto",
  };
}

/** A picture from the website or the service; nobody else is told who reads this page. */
function ownPicture(address: string | undefined, origin: string): string | null {
  try {
    const url = new URL(address ?? "", location.href);
    return address !== undefined && (url.origin === location.origin || url.origin === origin) ? url.href : null;
  } catch {
    return null;
  }
}
