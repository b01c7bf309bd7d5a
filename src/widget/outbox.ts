import type { Memory } from "./storage.js";

/** A visitor's message on its way. Its id stays the same however often it is sent, so the service takes it once. */
export interface Outgoing {
  readonly id: string;
  readonly text: string;
}

const name = "outbox";

/** Messages that the service has not echoed yet, in order. They outlive a reload of this tab, and nothing more. */
export class Outbox {
  private waiting: readonly Outgoing[];

  public constructor(private readonly memory: Memory) {
    this.waiting = memory.read<Outgoing[]>(name) ?? [];
  }

  public get all(): readonly Outgoing[] {
    return this.waiting;
  }

  public add(message: Outgoing): void {
    this.keep([...this.waiting.filter((other) => other.id !== message.id), message]);
  }

  public remove(id: string): void {
    if (this.waiting.some((message) => message.id === id)) this.keep(this.waiting.filter((message) => message.id !== id));
  }

  public clear(): void {
    this.keep([]);
  }

  private keep(messages: readonly Outgoing[]): void {
    this.waiting = messages;
    this.memory.write(name, messages.length === 0 ? null : messages);
  }
}
