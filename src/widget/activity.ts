/** The parts of an activity that the widget reads. Anything else is left alone. */
export interface Citation {
  readonly n: number;
  readonly source: string;
  readonly article: string;
  readonly section: string;
  readonly snippet: string;
  /** UTF-16 offsets into the article, half-open. */
  readonly start: number;
  readonly end: number;
  readonly url: string;
  /** The whole passage around the snippet. */
  readonly passage?: string | null;
}

export type ReplyPart =
  | { readonly type: "words"; readonly id: string; readonly text: string }
  | { readonly type: "fact"; readonly name: string; readonly text: string }
  | { readonly type: "quote"; readonly n: number };

/** The articles differ: every position with the numbers of its quotations, most cautious first. */
export interface Differ {
  readonly title: string;
  readonly measures: string;
  readonly note?: string | null;
  readonly ourRule?: string | null;
  readonly positions: readonly { readonly source: string; readonly measures?: string | null; readonly quotes: readonly number[] }[];
}

export interface ReplyData {
  readonly kind: string;
  readonly parts: readonly ReplyPart[];
  readonly citations: readonly Citation[];
  readonly contactForm: boolean;
  readonly pinned: boolean;
  readonly suggestions: readonly { readonly id: string; readonly text: string }[];
  readonly differ?: Differ | null;
  /** How many of the articles mention it. */
  readonly mentions?: { readonly count: number; readonly of: number } | null;
}

export interface Attachment {
  readonly contentType: string;
  readonly content?: unknown;
}

export interface Activity {
  readonly type: string;
  readonly id?: string;
  readonly text?: string;
  readonly timestamp?: string;
  readonly replyToId?: string;
  readonly from?: { readonly id?: string; readonly role?: string };
  readonly attachments?: readonly Attachment[];
  readonly reactionsAdded?: readonly { readonly type: string }[];
  readonly channelData?: { readonly clientActivityID?: string; readonly reply?: ReplyData };
}

export interface ActivitySet {
  readonly activities: readonly Activity[];
  readonly watermark?: string;
}
