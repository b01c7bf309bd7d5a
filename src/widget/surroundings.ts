/** What the chat needs from the browser; tests put their own in. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly openSocket: (url: string) => WebSocket;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly newId: () => string;
  /** Runs it while no other tab does, where the browser has locks. */
  readonly alone: <T>(name: string, work: () => Promise<T>) => Promise<T>;
}

/** The browser's own. */
export const browser: Surroundings = {
  fetch: (input, init) => fetch(input, init),
  openSocket: (url) => new WebSocket(url),
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  // randomUUID is there only on https and localhost.
  newId: () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  alone: async (name, work) => {
    let begun = false;
    try {
      return (await navigator.locks.request(name, () => {
        begun = true;
        return work();
      })) as Awaited<ReturnType<typeof work>>;
    } catch (fault) {
      // No locks outside https and localhost, nor where storage is denied, as in many frames: then without.
      if (begun) throw fault;
      return work();
    }
  },
};
