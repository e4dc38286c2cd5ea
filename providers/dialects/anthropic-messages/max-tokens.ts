/**
 * The most output tokens of models that take more than the smallest current one.
 * Source: the models overview of platform.claude.com, as quoted by https://github.com/Effect-TS/effect/pull/7129 (2026-08).
 */
const LARGE: ReadonlySet<string> = new Set([
  'claude-opus-4-6',
  'claude-opus-4-7',
  'claude-opus-4-8',
  'claude-sonnet-4-6',
]);
const LARGE_TOKENS = 128_000;
/** The limit of the 4.5 models, the smallest among those that the SDK names (same source; for newer ones unverified). */
const CLAUDE_TOKENS = 64_000;
/** Servers that speak this API with other models: a number that most of them take (unverified). */
const OTHER_TOKENS = 8_192;

/** `max_tokens` for a client that set no limit: this API asks for one, others mean the model's own. */
export function defaultMaxTokens(model: string): number {
  if (LARGE.has(model)) return LARGE_TOKENS;
  return model.startsWith('claude-') ? CLAUDE_TOKENS : OTHER_TOKENS;
}
