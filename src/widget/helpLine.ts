import type { Context } from "./context.js";
import { element, lifelineChat, outside, paragraphs, telephone } from "./dom.js";
import { icon } from "./icons.js";

/** Call, text and chat with 988, and 911: the same buttons in the pinned panel and when the service is down. */
export function emergencyButtons({ words }: Context): HTMLElement {
  return element(
    "p",
    { class: "emergency" },
    element("a", { href: "tel:988", class: "button urgent-button" }, icon("call"), words.call988),
    element("a", { href: "sms:988", class: "button urgent-button" }, icon("chat"), words.text988),
    outside(lifelineChat, { class: "button urgent-button quiet" }, words.chat988),
    element("a", { href: "tel:911", class: "button urgent-button" }, icon("call"), words.call911),
  );
}

/** Always in sight, whatever else is. */
export function helpLine(context: Context, contact: HTMLElement): HTMLElement {
  const { words } = context;
  return element(
    "div",
    { class: "help", role: "region", "aria-label": words.help },
    element("p", {}, element("b", {}, words.crisis), " ", element("a", { href: "tel:988" }, words.call988), " ", element("a", { href: "sms:988" }, words.text988), " ", element("a", { href: "tel:911" }, words.call911)),
    contact,
  );
}

/** The service cannot be reached: people can. */
export function unreachable(context: Context): HTMLElement[] {
  const { words, options } = context;
  const phone = context.clinic().phone ?? options.phone;
  return [...paragraphs(words.offline), element("p", {}, words.offlineHelp), emergencyButtons(context), ...(phone ? [element("p", {}, element("a", { href: telephone(phone), class: "clinic-phone" }, `${words.clinicPhone}: ${phone}`))] : [])];
}
