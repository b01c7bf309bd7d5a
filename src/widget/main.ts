import { Chat } from "./chat.js";
import styles from "./chat.css";
import type { Context } from "./context.js";
import { fitToKeyboard } from "./keyboard.js";
import { registry, type Mount } from "./options.js";
import { Sessions } from "./session.js";
import { keyOf, Memory, storageOf } from "./storage.js";
import { stringsFor } from "./strings.js";
import { browser } from "./surroundings.js";
import { applyTheme } from "./theme.js";
import tokens from "./tokens.css";

/** Puts the chat into a place of the page, in a shadow root: the website's styles end there, and so do ours. */
const mount: Mount = (place, options, shape, close) => {
  const shared = storageOf("localStorage");
  const sessions = new Sessions(options.origin, browser, new Memory(shared), options.early);
  const context: Context = { options, shape, words: stringsFor(options.language), around: browser, clinic: () => sessions.clinic };
  const chat = new Chat(context, sessions, new Memory(storageOf("sessionStorage")), close);
  const root = place.attachShadow({ mode: "open" });

  // Sheets made by script need neither 'unsafe-inline' nor a request.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(tokens + styles);
  root.adoptedStyleSheets = [sheet];
  place.dataset["shape"] = shape;
  applyTheme(place, options);
  root.append(chat.root);

  addEventListener("storage", (event) => {
    if (event.storageArea === shared && (event.key === keyOf("session") || event.key === null)) chat.sessionChanged();
  });
  addEventListener("online", () => chat.wake());
  addEventListener("pageshow", (event) => {
    if (event.persisted) chat.wake();
  });
  fitToKeyboard(place, shape, chat.root);
  chat.start();
  return chat;
};

(globalThis as Record<symbol, unknown>)[registry] = mount;
