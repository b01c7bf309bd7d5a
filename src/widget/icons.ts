const namespace = "http://www.w3.org/2000/svg";

/** Our own icons: strokes on a 24 by 24 grid. */
const strokes = {
  chat: "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM8 9.5h8M8 12.8h5",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-7.5-5.5 15-3-6zM11.500 13.5L20 4.500",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  back: "M14.500 6l-6 6 6 6",
  up: "M7 11v8H4v-8zM7 11l4-7c1.500 0 2.300 1 2 2.500L12.500 10H18a2 2 0 0 1 2 2.400l-1 5a2 2 0 0 1-2 1.600H7",
  down: "M17 13V5h3v8zM17 13l-4 7c-1.500 0-2.300-1-2-2.500l.5-3.500H6a2 2 0 0 1-2-2.400l1-5A2 2 0 0 1 7 5h10",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.8-4 3.800-6 7.500-6s6.700 2 7.500 6",
  call: "M6.500 3.500l3 .5 1 4-2 1.500c1 2.500 2.500 4 5 5l1.500-2 4 1 .5 3c0 1.500-1.200 3-3 3C9.500 19.500 4.500 14.500 3.500 6.500c0-1.800 1.500-3 3-3z",
} as const;

/** For the eye only: what carries an icon has a name of its own. */
export function icon(name: keyof typeof strokes): SVGSVGElement {
  const svg = document.createElementNS(namespace, "svg");
  const path = document.createElementNS(namespace, "path");
  for (const [attribute, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" })) svg.setAttribute(attribute, value);
  for (const [attribute, value] of Object.entries({ d: strokes[name], fill: "none", stroke: "currentColor", "stroke-width": name === "more" ? "3" : "1.8", "stroke-linecap": "round", "stroke-linejoin": "round" })) path.setAttribute(attribute, value);
  svg.append(path);
  return svg;
}
