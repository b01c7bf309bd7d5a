import { enLauncher } from "./strings/en.js";
import { esLauncher } from "./strings/es.js";

/** The few words of the launcher, in the language of a tag such as `es-MX`. */
export function launcherWords(language: string): typeof enLauncher {
  return language.toLowerCase().startsWith("es") ? esLauncher : enLauncher;
}
