/** The parts of an activity that the widget reads. Anything else is left alone. */
export interface Citation {
  readonly n: number;
  readonly source: string;
  readonly section: string;
  readonly snippet: string;
  readonly url: string;
}

export type ReplyPart =
  | { readonly type: "words"; readonly text: string }
  | { readonly type: "fact"; readonly name: string; readonly text: string }
  | { readonly type: "quote"; readonly n: number };

export interface ReplyData {
  readonly kind: string;
  readonly parts: readonly ReplyPart[];
  readonly citations: readonly Citation[];
  readonly contactForm: boolean;
  readonly pinned: boolean;
  readonly suggestions: readonly { readonly id: string; readonly text: string }[];
}

export interface Activity {
  readonly type: string;
  readonly id?: string;
  readonly text?: string;
  readonly from?: { readonly id?: string; readonly role?: string };
  readonly channelData?: { readonly clientActivityID?: string; readonly reply?: ReplyData };
}

export interface ActivitySet {
  readonly activities: readonly Activity[];
  readonly watermark?: string;
}
