import type { Surroundings } from "./surroundings.js";
import type { Memory } from "./storage.js";

/** The right to speak in one conversation. All tabs of a website share it. */
export interface Session {
  readonly conversation: string;
  readonly token: string;
  /** When the token ends, in milliseconds since 1970. */
  readonly expires: number;
  /** Gets a new token for the same conversation when this one has ended. */
  readonly resume: string;
}

export interface Clinic {
  readonly name?: string | null;
  readonly phone?: string | null;
}

interface SessionReply {
  readonly conversationId: string;
  readonly token: string;
  readonly expires_in: number;
  readonly resume: string;
  readonly clinic?: Clinic;
}

const sessionName = "session";
const clinicName = "clinic";
const lockName = "clinic-chat";

/** A token is renewed when this much of its time is left. */
const renewBeforeMilliseconds = 30_000;

/** Keeps the session, in memory and in the website's storage. */
export class Sessions {
  private current: Session | null = null;
  private pending: Promise<Session> | null = null;

  public constructor(
    private readonly origin: string,
    private readonly around: Surroundings,
    private readonly memory: Memory,
    private early?: Promise<Response>,
  ) {}

  public get conversation(): string | null {
    return this.current?.conversation ?? null;
  }

  /** What was last heard of the clinic, also when the service is down. */
  public get clinic(): Clinic {
    return this.memory.read<Clinic>(clinicName) ?? {};
  }

  /** A session whose token is good for a while. Asked for twice at a time, it is fetched once. */
  public get(): Promise<Session> {
    const known = this.current;
    if (known !== null && this.isGood(known)) return Promise.resolve(known);
    return this.renew(null);
  }

  /** Fetches a new token; not when another tab, or another call here, has replaced the refused one already. */
  public renew(refused: string | null): Promise<Session> {
    this.pending ??= this.around
      .alone(lockName, () => this.fetch(refused))
      .finally(() => {
        this.pending = null;
      });
    return this.pending;
  }

  /** What another tab has stored since. */
  public stored(): Session | null {
    return this.memory.read<Session>(sessionName);
  }

  public adopt(session: Session | null): void {
    this.current = session;
  }

  /** Forgets the conversation, here and on every page. */
  public forget(): void {
    this.current = null;
    this.memory.write(sessionName, null);
  }

  private async fetch(refused: string | null): Promise<Session> {
    const stored = this.stored();
    const ready = this.good(stored, refused);
    if (ready !== null) return (this.current = ready);
    const resume = (stored ?? this.current)?.resume;
    const early = resume === undefined ? await this.early?.catch(() => undefined) : undefined;
    this.early = undefined;
    const response = early?.ok === true ? early : await this.around.fetch(`${this.origin}/api/widget/session`, {
      method: "POST",
      credentials: "omit",
      // Without a type of content a browser asks nobody's leave first (CORS preflight): the first message comes a round trip sooner.
      ...(resume === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify({ resume }) }),
    });
    if (!response.ok) throw new Error(`session ${response.status}`);
    const reply = (await response.json()) as SessionReply;
    // What another tab wrote may come a moment later than the lock that it gave back.
    const late = this.good(this.stored(), refused);
    if (late !== null) return (this.current = late);
    this.current = { conversation: reply.conversationId, token: reply.token, expires: this.around.now() + reply.expires_in * 1000, resume: reply.resume };
    this.memory.write(sessionName, this.current);
    if (reply.clinic !== undefined) this.memory.write(clinicName, reply.clinic);
    return this.current;
  }

  /** The stored session, when it is of use: neither refused nor about to end. */
  private good(stored: Session | null, refused: string | null): Session | null {
    return stored !== null && stored.token !== refused && this.isGood(stored) ? stored : null;
  }

  private isGood(session: Session): boolean {
    return session.expires - this.around.now() > renewBeforeMilliseconds;
  }
}
