import { en, type Strings } from "./strings/en.js";
import { es } from "./strings/es.js";

export type { Strings };

const languages: Readonly<Record<string, Strings>> = { en, es };

/** The words for a language tag such as `es-MX`; English for one that is not here. */
export function stringsFor(language: string): Strings {
  return languages[language.slice(0, 2).toLowerCase()] ?? en;
}

/** Puts values into the places of a text: `{n} of {of}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
