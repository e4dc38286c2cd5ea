import type { JsonObject, JsonValue } from '../json.ts';
import type { DialectId } from './dialect.ts';

export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

/** Where the bytes of an image or a file are. */
export type Source =
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'base64'; readonly mediaType: string; readonly data: string };

/** A piece of a turn. What a dialect has and this list lacks is `other`, kept whole: nothing is dropped. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'refusal'; readonly text: string }
  /**
   * What a model wrote to itself. `raw` is the block as its own dialect wrote it, with the signature without which that
   * provider does not take it back; absent where the text is all.
   */
  | { readonly type: 'reasoning'; readonly text: string; readonly raw?: JsonObject }
  | { readonly type: 'image'; readonly source: Source }
  | { readonly type: 'file'; readonly source: Source; readonly name: string | undefined }
  | { readonly type: 'audio'; readonly raw: JsonValue }
  /** `arguments` is the JSON text of an object, as the model wrote it. */
  | { readonly type: 'tool-call'; readonly id: string; readonly name: string; readonly arguments: string }
  | { readonly type: 'tool-result'; readonly id: string; readonly parts: readonly Part[] }
  | { readonly type: 'other'; readonly raw: JsonValue };

export interface Turn {
  readonly role: Role;
  readonly parts: readonly Part[];
}

/** The text a semantic lookup is about, and where it stands in the body, so that the rest can be hashed without it. */
export interface Question {
  readonly text: string;
  /** Steps from the body's root to the string: `['messages', 2, 'content']`. */
  readonly path: readonly (string | number)[];
}

/** A function the model may call; the client runs it. */
export interface Tool {
  readonly name: string;
  readonly description: string | undefined;
  /** JSON schema of the arguments, an object's. */
  readonly parameters: JsonObject;
  /** Whether the arguments have to follow the schema. */
  readonly strict: boolean;
}

/** Undefined leaves it to the model. */
export type ToolChoice = 'none' | 'required' | { readonly name: string } | undefined;

/** JSON that the answer has to be. */
export interface OutputFormat {
  readonly schema: JsonObject;
  readonly strict: boolean;
}

/**
 * Something in a request that the canonical form does not carry: only its own dialect can say it.
 * `effect` is what leaving it out does: it may change the `answer`, it is `state` of a provider that another one cannot
 * read, or it has no effect on the answer (`none`: billing, caching, labels).
 */
export interface Extension {
  /** Where it stands in the client's body: `messages[0].content[1].cache_control`. */
  readonly path: string;
  readonly effect: 'answer' | 'state' | 'none';
  /** The one other dialect that can say it nevertheless, because it came from there. */
  readonly also?: DialectId;
}

/** A chat request in no dialect. The wire body stays beside it, and is what a provider of the same dialect gets. */
export interface ChatRequest {
  readonly model: string;
  readonly turns: readonly Turn[];
  /** The last user turn's text, if it is one piece of text; undefined makes the request exact only. */
  readonly question: Question | undefined;
  readonly stream: boolean;
  /** Whether a stream has to end with usage (`stream_options.include_usage`); always true in dialects that always send it. */
  readonly streamUsage: boolean;
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  /** Completions asked for; 1 unless said. */
  readonly n: number;
  readonly seed: number | undefined;
  /** Upper bound on output tokens, if the client set one. */
  readonly maxTokens: number | undefined;
  /** Texts at which the model stops. */
  readonly stop: readonly string[];
  readonly hasTools: boolean;
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice;
  /** Whether several tools may be called in one turn. */
  readonly parallelTools: boolean;
  /** How much to think: `none`, `low`, `medium`, `high`, `xhigh` or `max`. */
  readonly effort: string | undefined;
  readonly format: OutputFormat | undefined;
  /** Who the client's own user is, for the provider's abuse checks. */
  readonly user: string | undefined;
  /** JSON schema or JSON mode asked for, as sent. */
  readonly responseFormat: JsonObject | undefined;
  /** Output kinds beyond text (`audio`, `image`). */
  readonly outputs: readonly string[];
  /** Names of features that keep state or look outside on the provider's side (`store`, `web_search` …). */
  readonly serverState: readonly string[];
  /** Everything that the fields above do not carry, by its place in the body. */
  readonly extensions: readonly Extension[];
}
