import { Chat } from "./chat.js";
import type { Surroundings } from "./directLine.js";

/** Puts the chat into the element with the id `clinic-chat`, or at the end of the page. */
const script = document.currentScript as HTMLScriptElement | null;
const origin = new URL(script?.src ?? location.href).origin;

function storage(): Surroundings["storage"] {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function newId(): string {
  // randomUUID is there only on https and localhost.
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function mount(): void {
  const place = document.getElementById("clinic-chat") ?? document.body.appendChild(document.createElement("div"));
  place.replaceChildren();
  new Chat(place, origin, {
    fetch: (input, init) => fetch(input, init),
    openSocket: (url) => new WebSocket(url),
    storage: storage(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    newId,
  }).start();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mount);
else mount();
