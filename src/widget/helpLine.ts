import type { Context } from "./context.js";
import { element, leadsOutside, outside, telephone } from "./dom.js";
import { icon } from "./icons.js";
import type { HelpContact } from "./options.js";

/** How many ways to help the line has room for beside the emergency number. */
const crisisInLine = 2;

/** Everybody whom one can reach in danger: the same buttons in the pinned panel and when the service is down. */
export function emergencyButtons({ options: { help } }: Context): HTMLElement {
  const draw = ([text, href]: HelpContact): HTMLElement =>
    leadsOutside(href)
      ? outside(href, { class: "button urgent-button quiet" }, text)
      : element("a", { href, class: "button urgent-button" }, icon(href.startsWith("sms:") ? "chat" : "call"), text);
  return element("p", { class: "emergency" }, ...help.crisis.map(draw), ...help.emergency.map(draw));
}

/** Always in sight, whatever else is. */
export function helpLine(context: Context, contact: HTMLElement): HTMLElement {
  const { words, options } = context;
  const crisis = options.help.crisis.filter(([, href]) => !leadsOutside(href)).slice(0, crisisInLine);
  const links = [...crisis, ...options.help.emergency].flatMap(([text, href]) => [" ", element("a", { href }, text)]);
  return element("div", { class: "help", role: "region", "aria-label": words.help }, element("p", {}, element("b", {}, words.crisis), ...links), contact);
}

/** The service cannot be reached: people can. */
export function unreachable(context: Context): HTMLElement[] {
  const { words, options } = context;
  const phone = context.clinic().phone ?? options.phone;
  return [element("p", {}, words.offline), element("p", {}, words.offlineHelp), emergencyButtons(context), ...(phone ? [element("p", {}, element("a", { href: telephone(phone), class: "clinic-phone" }, `${words.clinicPhone}: ${phone}`))] : [])];
}
