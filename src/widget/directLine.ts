import type { Activity, ActivitySet } from "./activity.js";
import type { Session, Sessions } from "./session.js";
import type { Surroundings } from "./surroundings.js";

interface ConversationReply {
  readonly conversationId: string;
  readonly streamUrl?: string;
}

export interface Listener {
  /** New activities, in the service's order, each once. `history` is true for what was said before this page came. */
  readonly activities: (activities: readonly Activity[], history: boolean) => void;
  readonly reachable: (reachable: boolean) => void;
  /** Another conversation begins; nothing of the last one holds any more. */
  readonly restarted: () => void;
}

/** The service has the message and will not take it. */
export class Refused extends Error {}

const pollMilliseconds = 1500;
const pollsBeforeNextSocket = 40;
const longestWaitMilliseconds = 15_000;
const keepAliveMilliseconds = 20_000;
const sleepMilliseconds = 45_000;
const echoMilliseconds = 4_000;
const historyBatch = 200;

/**
 * A Direct Line 3.0 client: one conversation, WebSocket first, polling when there is none; a message is handed on once,
 * whatever the server repeats. It comes back from sleep, lost networks and restarts with the watermark that it has.
 */
export class DirectLine {
  private readonly seen = new Set<string>();
  private watermark = "";
  private conversation: string | null = null;
  private opened = false;
  private history = true;
  private stopped = false;
  private socket: WebSocket | null = null;
  private awaken: (() => void) | null = null;
  private lastTick: number;

  public constructor(
    private readonly base: string,
    private readonly sessions: Sessions,
    private readonly around: Surroundings,
    private readonly listener: Listener,
  ) {
    this.lastTick = around.now();
  }

  /** Opens or resumes the conversation and keeps receiving until `stop`. */
  public async run(): Promise<void> {
    void this.keepAlive();
    let wait = 500;
    while (!this.stopped) {
      try {
        const url = await this.connect();
        if (url === null) continue;
        this.listener.reachable(true);
        wait = 500;
        if (url === undefined || !(await this.listen(url))) await this.poll();
      } catch {
        this.listener.reachable(false);
        await this.pause(wait);
        wait = Math.min(wait * 2, longestWaitMilliseconds);
      }
    }
  }

  public stop(): void {
    this.stopped = true;
    this.wake();
  }

  /** Looks again now: the network is back, the machine woke up, or an answer stays away. */
  public wake(): void {
    this.socket?.close();
    this.socket = null;
    this.awaken?.();
  }

  /** True when the service has opened the conversation, so that it takes messages. */
  public get open(): boolean {
    return this.opened;
  }

  /** Another tab has begun, or forgotten, a conversation: this one follows. */
  public follow(session: Session | null): void {
    if (session?.conversation === this.conversation) {
      this.sessions.adopt(session);
      return;
    }
    this.restart();
    this.sessions.adopt(session);
    this.wake();
  }

  /** Forgets this conversation and begins another. */
  public startAgain(): void {
    this.sessions.forget();
    this.restart();
    this.wake();
  }

  /**
   * Sends an activity. The same `clientActivityID` may be sent again: the service answers it once. Throws `Refused` when
   * sending again is of no use, and anything else when it may be.
   */
  public async send(activity: object, clientActivityID: string): Promise<void> {
    const session = await this.sessions.get();
    this.enter(session);
    const body = JSON.stringify({ locale: "en", ...activity, channelData: { ...(activity as { channelData?: object }).channelData, clientActivityID } });
    const response = await this.call("POST", `/conversations/${session.conversation}/activities`, body);
    if (response.ok) {
      void this.expect(clientActivityID);
      return;
    }
    if (response.status >= 400 && response.status < 500 && response.status !== 404 && response.status !== 429) throw new Refused(`refused ${response.status}`);
    throw new Error(`send ${response.status}`);
  }

  /** A socket may be dead without a word, after sleep above all: when the echo stays away, the line is opened anew. */
  private async expect(clientActivityID: string): Promise<void> {
    const conversation = this.conversation;
    await this.around.wait(echoMilliseconds);
    // Begun anew meanwhile, nobody waits for it any more.
    if (this.conversation === conversation && !this.seen.has(clientActivityID)) this.wake();
  }

  /** Opens the conversation or returns to it: where its socket is, undefined for none; null when it was left meanwhile. */
  private async connect(): Promise<string | null | undefined> {
    const session = await this.sessions.get();
    this.enter(session);
    const response = this.watermark === "" ? await this.call("POST", "/conversations", "") : await this.call("GET", `/conversations/${session.conversation}?watermark=${encodeURIComponent(this.watermark)}`, null);
    // Another tab began anew while the service answered: what it says is of the conversation that was left.
    if (this.conversation !== session.conversation) return null;
    if (response.status === 404) {
      this.startAgain();
      throw new Error("The conversation is gone; another begins.");
    }
    if (!response.ok) throw new Error(`connect ${response.status}`);
    const { streamUrl } = (await response.json()) as ConversationReply;
    if (this.conversation !== session.conversation) return null;
    this.opened = true;
    return streamUrl;
  }

  /** The session may be another conversation's than the one shown: its ticket was too old, or another tab began anew. */
  private enter(session: Session): void {
    if (this.conversation !== null && this.conversation !== session.conversation) this.restart();
    this.conversation = session.conversation;
  }

  private restart(): void {
    this.conversation = null;
    this.opened = false;
    this.seen.clear();
    this.watermark = "";
    this.history = true;
    this.listener.restarted();
  }

  /** One call with the token. A refused token is renewed once. */
  private async call(method: string, path: string, body: string | null): Promise<Response> {
    const session = await this.sessions.get();
    const response = await this.ask(session, method, path, body);
    if (response.status !== 401 && response.status !== 403) return response;
    const renewed = await this.sessions.renew(session.token);
    if (renewed.conversation !== session.conversation) {
      this.enter(renewed);
      throw new Error("Another conversation begins.");
    }
    return this.ask(renewed, method, path, body);
  }

  private ask(session: Session, method: string, path: string, body: string | null): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${session.token}` };
    if (body !== null && body !== "") headers["content-type"] = "application/json";
    return this.around.fetch(this.base + path, { method, headers, credentials: "omit", body: body === "" ? null : body });
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
      this.socket = socket;
      const conversation = this.conversation;
      socket.onopen = () => {
        opened = true;
      };
      socket.onmessage = (message: MessageEvent<unknown>) => {
        if (typeof message.data === "string" && message.data !== "" && this.conversation === conversation) this.take(JSON.parse(message.data) as ActivitySet);
      };
      socket.onclose = () => {
        if (this.socket === socket) this.socket = null;
        resolve(opened);
      };
      this.awaken = () => {
        socket.onmessage = null;
        resolve(true);
      };
    });
  }

  private async poll(): Promise<void> {
    for (let i = 0; i < pollsBeforeNextSocket && !this.stopped; i++) {
      const conversation = this.conversation;
      if (conversation === null) return;
      const response = await this.call("GET", `/conversations/${conversation}/activities?watermark=${encodeURIComponent(this.watermark)}`, null);
      if (!response.ok) throw new Error(`poll ${response.status}`);
      const set = (await response.json()) as ActivitySet;
      if (this.conversation !== conversation) return;
      this.take(set);
      await this.pause(pollMilliseconds);
    }
  }

  private take(set: ActivitySet): void {
    const fresh: Activity[] = [];
    for (const activity of set.activities) {
      const own = activity.channelData?.clientActivityID;
      if (own !== undefined) this.seen.add(own);
      const id = activity.id ?? this.around.newId();
      if (this.seen.has(id)) continue;
      this.seen.add(id);
      fresh.push(activity);
    }
    if (set.watermark !== undefined) this.watermark = set.watermark;
    if (fresh.length > 0) this.listener.activities(fresh, this.history && fresh.length > 1);
    // A long history comes in several frames.
    this.history = this.history && set.activities.length >= historyBatch;
  }

  /** Waits, or until somebody wakes it. */
  private pause(milliseconds: number): Promise<void> {
    return Promise.race([this.around.wait(milliseconds), new Promise<void>((resolve) => (this.awaken = resolve))]);
  }

  /** Empty frames, as Direct Line clients send them; and a clock that jumped says that the machine was asleep. */
  private async keepAlive(): Promise<void> {
    while (!this.stopped) {
      await this.around.wait(keepAliveMilliseconds);
      const now = this.around.now();
      if (now - this.lastTick > sleepMilliseconds) this.wake();
      else if (this.socket?.readyState === 1) this.socket.send("");
      this.lastTick = now;
    }
  }
}
