/** Every prefix under which OpenAI's API is offered: SDKs and tools differ in what they append to a base URL. */
const OPENAI_PREFIXES = ['/v1', '/openai/v1', '/openai', ''] as const;

type Paths = readonly [string, ...string[]];

const underEach = (path: string): Paths => {
  const [first, ...rest] = OPENAI_PREFIXES;
  return [first + path, ...rest.map((prefix) => prefix + path)];
};

/** The first path of a list names the route in metrics. */
export const chatPaths: { readonly openai: Paths; readonly anthropic: Paths } = {
  openai: underEach('/chat/completions'),
  anthropic: ['/v1/messages', '/anthropic/v1/messages'],
};
export const embeddingPaths: Paths = underEach('/embeddings');
export const modelPaths: { readonly openai: Paths; readonly anthropic: Paths } = {
  openai: underEach('/models'),
  anthropic: ['/anthropic/v1/models'],
};
