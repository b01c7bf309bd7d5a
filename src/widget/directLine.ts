import type { Activity, ActivitySet } from "./activity.js";

/** What the client needs from its surroundings; tests put their own in. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly openSocket: (url: string) => WebSocket;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly newId: () => string;
}

interface Session {
  conversation: string;
  token: string;
  watermark: string;
}

interface ConversationReply {
  readonly conversationId: string;
  readonly token: string;
  readonly streamUrl?: string;
}

const storageKey = "clinic-chat";
const pollMilliseconds = 1500;
const longestWaitMilliseconds = 15000;

/**
 * A Direct Line 3.0 client: one conversation, kept over reloads; WebSocket first, polling when there is none; a message
 * is handed on once, whatever the server repeats.
 */
export class DirectLine {
  private session: Session | null = null;
  private readonly seen = new Set<string>();
  private stopped = false;
  private starting: Promise<Session> | null = null;

  public constructor(
    private readonly base: string,
    private readonly around: Surroundings,
    private readonly onActivity: (activity: Activity) => void,
    private readonly onReachable: (reachable: boolean) => void,
  ) {}

  /** Opens or resumes the conversation and keeps receiving until `stop`. */
  public async run(): Promise<void> {
    let wait = 1000;
    while (!this.stopped) {
      try {
        const streamUrl = await this.connect();
        this.onReachable(true);
        wait = 1000;
        if (streamUrl === undefined || !(await this.listen(streamUrl))) await this.poll();
      } catch {
        this.onReachable(false);
        await this.around.wait(wait);
        wait = Math.min(wait * 2, longestWaitMilliseconds);
      }
    }
  }

  public stop(): void {
    this.stopped = true;
  }

  /** Forgets the conversation, here and for the next page. */
  public forget(): void {
    this.stop();
    this.store(null);
  }

  /** Sends a message. The same `clientActivityID` may be sent again: the service answers it once. */
  public async send(text: string, clientActivityID: string): Promise<void> {
    const session = await this.ensure();
    const body = JSON.stringify({ type: "message", text, locale: "en", channelData: { clientActivityID } });
    await this.call("POST", `/conversations/${session.conversation}/activities`, body);
  }

  public newId(): string {
    return this.around.newId();
  }

  public get conversation(): string | null {
    return this.session?.conversation ?? null;
  }

  private async connect(): Promise<string | undefined> {
    const session = await this.ensure();
    const path = this.seen.size === 0 && session.watermark === "" ? null : session.watermark;
    const response = await this.call("GET", `/conversations/${session.conversation}?watermark=${path ?? ""}`, null, true);
    const body = (await response.json()) as ConversationReply;
    this.remember({ ...session, token: body.token });
    return body.streamUrl;
  }

  /** The session; made once, also when two callers ask at the same time. */
  private ensure(): Promise<Session> {
    if (this.session !== null) return Promise.resolve(this.session);
    this.starting ??= this.start().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  private async start(): Promise<Session> {
    const stored = this.stored();
    if (stored !== null) {
      // A reload shows the whole conversation again, so the watermark starts anew.
      this.session = { ...stored, watermark: "" };
      return this.session;
    }
    const generated = await this.around.fetch(`${this.base}/tokens/generate`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    if (!generated.ok) throw new Error(`tokens/generate ${generated.status}`);
    const { token } = (await generated.json()) as ConversationReply;
    const started = await this.around.fetch(`${this.base}/conversations`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
    if (!started.ok) throw new Error(`conversations ${started.status}`);
    const body = (await started.json()) as ConversationReply;
    this.remember({ conversation: body.conversationId, token: body.token, watermark: "" });
    return this.session!;
  }

  /** One call with the token; a refused one starts a new conversation when `renew`, since an expired token cannot be refreshed. */
  private async call(method: string, path: string, body: string | null, renew = false): Promise<Response> {
    const session = await this.ensure();
    const headers: Record<string, string> = { authorization: `Bearer ${session.token}` };
    if (body !== null) headers["content-type"] = "application/json";
    const response = await this.around.fetch(this.base + path, { method, headers, body });
    if ((response.status === 403 || response.status === 404 || response.status === 401) && renew) {
      this.store(null);
      this.session = null;
      throw new Error("The conversation is over; a new one starts.");
    }
    if (!response.ok) throw new Error(`${method} ${response.status}`);
    return response;
  }

  /** Receives by WebSocket. True when it had opened, so that a reconnect is worth while. */
  private listen(url: string): Promise<boolean> {
    return new Promise((resolve) => {
      let opened = false;
      let socket: WebSocket;
      try {
        socket = this.around.openSocket(url);
      } catch {
        resolve(false);
        return;
      }
      socket.onopen = () => {
        opened = true;
      };
      socket.onmessage = (message: MessageEvent<unknown>) => {
        if (typeof message.data === "string" && message.data !== "") this.take(JSON.parse(message.data) as ActivitySet);
      };
      socket.onclose = () => resolve(opened);
    });
  }

  private async poll(): Promise<void> {
    while (!this.stopped) {
      const session = await this.ensure();
      const response = await this.call("GET", `/conversations/${session.conversation}/activities?watermark=${session.watermark}`, null, true);
      this.take((await response.json()) as ActivitySet);
      await this.around.wait(pollMilliseconds);
    }
  }

  private take(set: ActivitySet): void {
    for (const activity of set.activities) {
      const id = activity.id ?? this.around.newId();
      if (this.seen.has(id)) continue;
      this.seen.add(id);
      this.onActivity(activity);
    }
    if (set.watermark !== undefined && this.session !== null) this.remember({ ...this.session, watermark: set.watermark });
  }

  private remember(session: Session): void {
    this.session = session;
    this.store(session);
  }

  private stored(): Session | null {
    try {
      const text = this.around.storage?.getItem(storageKey);
      return text === null || text === undefined ? null : (JSON.parse(text) as Session);
    } catch {
      return null;
    }
  }

  private store(session: Session | null): void {
    try {
      if (session === null) this.around.storage?.removeItem(storageKey);
      else this.around.storage?.setItem(storageKey, JSON.stringify(session));
    } catch {
      // Storage may be denied; the chat then lives as long as the page.
    }
  }
}
