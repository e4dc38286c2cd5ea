import type { JsonObject, JsonValue } from '../json.ts';

export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

/** A piece of a turn. What a dialect has and this list lacks is `other`, kept whole: nothing is dropped. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'refusal'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'image' | 'audio' | 'file'; readonly raw: JsonValue }
  | { readonly type: 'tool-call'; readonly id: string; readonly name: string; readonly arguments: string }
  | { readonly type: 'tool-result'; readonly id: string; readonly raw: JsonValue }
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

/** A chat request in no dialect: what policy, routing and accounting read. The wire body stays beside it. */
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
  readonly hasTools: boolean;
  /** JSON schema or JSON mode asked for, as sent. */
  readonly responseFormat: JsonObject | undefined;
  /** Output kinds beyond text (`audio`, `image`). */
  readonly outputs: readonly string[];
  /** Names of features that keep state or look outside on the provider's side (`store`, `web_search` …). */
  readonly serverState: readonly string[];
}
