import type { Options } from "./options.js";

type Colour = readonly [number, number, number];

/** WCAG 2.2, success criterion 1.4.3. */
const contrastNeeded = 4.5;
const dark: Colour = [18, 27, 26];
const light: Colour = [255, 255, 255];

/** Puts a website's colours on the chat's host. A colour that could not be read on the ground is moved towards one that can. */
export function applyTheme(host: HTMLElement, options: Options): void {
  if (options.scheme !== "auto") host.dataset["scheme"] = options.scheme;
  const chosen = options.accent === null ? null : parse(options.accent);
  if (chosen === null) return;
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const paint = (): void => {
    const isDark = options.scheme === "dark" || (options.scheme === "auto" && scheme.matches);
    const ground = isDark ? dark : light;
    const accent = readable(chosen, ground);
    const set = (name: string, colour: Colour): void => host.style.setProperty(name, `rgb(${colour.join(" ")})`);
    set("--accent", accent);
    set("--on-accent", contrast(accent, light) >= contrastNeeded ? light : dark);
    set("--accent-tint", mix(accent, ground, 0.88));
  };
  paint();
  scheme.addEventListener("change", paint);
}

/** White, or nearly black where white could not be read. */
export function textOn(accent: string): string {
  const colour = parse(accent);
  return `rgb(${(colour === null || contrast(colour, light) >= contrastNeeded ? light : dark).join(" ")})`;
}

/** Any colour that CSS knows, as the browser computes it. */
function parse(text: string): Colour | null {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return null;
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function readable(colour: Colour, ground: Colour): Colour {
  const away: Colour = ground === dark ? light : [0, 0, 0];
  let result = colour;
  for (let share = 0.1; contrast(result, ground) < contrastNeeded + 0.3 && share <= 1; share += 0.1) result = mix(colour, away, share);
  return result;
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const between = (a: number, b: number): number => Math.round(a + (b - a) * share);
  return [between(from[0], to[0]), between(from[1], to[1]), between(from[2], to[2])];
}

function contrast(a: Colour, b: Colour): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as unknown as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
