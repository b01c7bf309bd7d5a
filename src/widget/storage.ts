/** A piece of the browser's storage under our names. Storage may be denied or full: then it remembers nothing, without a fault. */
export class Memory {
  public constructor(private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null) {}

  public read<T>(name: string): T | null {
    try {
      const text = this.storage?.getItem(keyOf(name));
      return text === null || text === undefined ? null : (JSON.parse(text) as T);
    } catch {
      return null;
    }
  }

  /** Null removes it. */
  public write(name: string, value: unknown): void {
    try {
      if (value === null) this.storage?.removeItem(keyOf(name));
      else this.storage?.setItem(keyOf(name), JSON.stringify(value));
    } catch {
      // Denied or full; the chat then lives as long as the page.
    }
  }
}

export function keyOf(name: string): string {
  return `clinic-chat.${name}`;
}

/** Reading the property is what throws when storage is denied. */
export function storageOf(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}
