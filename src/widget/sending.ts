import { Refused, type DirectLine } from "./directLine.js";
import type { Outbox, Outgoing } from "./outbox.js";
import type { Surroundings } from "./surroundings.js";
import type { Transcript } from "./transcriptView.js";

const typingAfterMilliseconds = 400;

/** Brings a visitor's messages to the service, in order and each once, over lost networks and reloads. */
export class Sending {
  private readonly accepted = new Set<string>();
  private flushing = false;

  public constructor(
    private readonly line: DirectLine,
    private readonly outbox: Outbox,
    private readonly transcript: Transcript,
    private readonly around: Surroundings,
  ) {}

  public send(text: string): void {
    const message = { id: this.around.newId(), text };
    this.outbox.add(message);
    this.transcript.addPending(message.id, text);
    this.flush();
  }

  /** True for a message of this tab that the service has not shown in the conversation yet. */
  public waits(id: string | undefined): boolean {
    return this.outbox.all.some((message) => message.id === id);
  }

  /** The service has it in the conversation. */
  public echoed(id: string): void {
    this.outbox.remove(id);
  }

  /** Shows what an earlier page, or an earlier conversation that ended, could not send. */
  public showWaiting(): void {
    this.accepted.clear();
    for (const message of this.outbox.all) this.transcript.addPending(message.id, message.text);
  }

  public forget(): void {
    this.outbox.clear();
    this.accepted.clear();
  }

  /** Sends what waits; before the conversation is open, that happens when it is. */
  public flush(): void {
    if (!this.flushing && this.line.open) void this.run();
  }

  /** The service is away: says so below every message that it does not have. */
  public unreachable(): void {
    this.transcript.busy(false);
    for (const message of this.outbox.all) if (!this.accepted.has(message.id)) this.transcript.failed(message.id, this.transcript.words.waiting, () => this.line.wake());
  }

  private async run(): Promise<void> {
    this.flushing = true;
    try {
      for (let next = this.next(); next !== undefined; next = this.next()) {
        if (!(await this.deliver(next))) break;
      }
    } finally {
      this.flushing = false;
    }
  }

  private next(): Outgoing | undefined {
    return this.outbox.all.find((message) => !this.accepted.has(message.id));
  }

  /** True when the next one may follow. */
  private async deliver(message: Outgoing): Promise<boolean> {
    const { words } = this.transcript;
    this.transcript.sentAgain(message.id);
    void this.typingSoon(message.id);
    try {
      await this.line.send({ type: "message", text: message.text }, message.id);
      this.accepted.add(message.id);
      return true;
    } catch (fault) {
      this.transcript.busy(false);
      const refused = fault instanceof Refused;
      if (refused) {
        this.outbox.remove(message.id);
        this.transcript.failed(message.id, words.failed, () => {
          this.outbox.add(message);
          this.flush();
        });
        return true;
      }
      this.unreachable();
      this.line.wake();
      return false;
    }
  }

  private async typingSoon(id: string): Promise<void> {
    await this.around.wait(typingAfterMilliseconds);
    if (this.outbox.all.some((message) => message.id === id) && !this.transcript.hasFailed(id)) this.transcript.busy(true);
  }
}
