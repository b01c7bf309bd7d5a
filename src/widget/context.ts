import type { Citation } from "./activity.js";
import type { Options, Shape } from "./options.js";
import type { Clinic } from "./session.js";
import type { Strings } from "./strings.js";
import type { Surroundings } from "./surroundings.js";

/** What the parts of the chat share. Made once. */
export interface Context {
  readonly options: Options;
  readonly shape: Shape;
  readonly words: Strings;
  readonly around: Surroundings;
  readonly clinic: () => Clinic;
}

/** What a message asks of the chat. */
export interface Actions {
  readonly ask: (text: string) => void;
  readonly openForm: () => void;
  readonly openCitation: (citation: Citation) => void;
  readonly react: (activityId: string, reaction: "like" | "dislike", reason: string | null) => void;
  readonly submitCard: (value: unknown) => void;
}
