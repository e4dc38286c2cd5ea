import fc from 'fast-check';
import type { ChatRequest, ChatResponse, Part, Turn } from '#core';

// Requests and answers that every dialect can tell, in the canonical form.

const text = fc
  .oneof(fc.lorem({ maxCount: 12 }), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }))
  .filter((value) => /\S/.test(value));
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
const id = fc.stringMatching(/^[a-zA-Z0-9_-]{1,24}$/);
/** Numbers that JavaScript holds: of others only the bytes tell whether they are equal. */
const held = (_: string, value: unknown): unknown =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? 1 : value;
const json = fc.json({ maxDepth: 2, stringUnit: 'grapheme' }).map((value) => JSON.parse(value, held));
const object = fc
  .dictionary(
    fc.string({ maxLength: 6 }).filter((key) => key !== '__proto__'),
    json,
    { maxKeys: 3 },
  )
  .map((value) => JSON.parse(JSON.stringify(value)));
const textPart: fc.Arbitrary<Part> = text.map((value) => ({ type: 'text', text: value }));
const base64 = fc.base64String({ minLength: 4, maxLength: 16 });

const image: fc.Arbitrary<Part> = fc.oneof(
  fc.webUrl().map((url) => ({ type: 'image' as const, source: { type: 'url' as const, url } })),
  fc.record({ mediaType: fc.constantFrom('image/png', 'image/webp'), data: base64 }).map((bytes) => ({
    type: 'image' as const,
    source: { type: 'base64' as const, ...bytes },
  })),
);
const file: fc.Arbitrary<Part> = fc.record({ data: base64, name: text }).map(({ data, name: title }) => ({
  type: 'file',
  source: { type: 'base64', mediaType: 'application/pdf', data },
  name: title,
}));
const call: fc.Arbitrary<Part> = fc.record({ id, name, input: object }).map(({ input, ...rest }) => ({
  type: 'tool-call',
  ...rest,
  arguments: JSON.stringify(input),
}));
const result: fc.Arbitrary<Part> = fc
  .record({ id, parts: fc.array(textPart, { maxLength: 2 }) })
  .map((fields) => ({ type: 'tool-result', ...fields }));

const user: fc.Arbitrary<Turn> = fc
  .array(fc.oneof({ arbitrary: textPart, weight: 3 }, image, file), { minLength: 1, maxLength: 3 })
  .map((parts) => ({ role: 'user', parts }));
const said = fc.array(textPart, { maxLength: 2 });

/** One exchange after the first question: an answer, or calls with their results, and then the next question. */
const exchange: fc.Arbitrary<readonly Turn[]> = fc
  .record({
    said,
    calls: fc.array(call, { maxLength: 2 }),
    results: fc.array(result, { minLength: 1, maxLength: 2 }),
    next: user,
  })
  .map(({ said: texts, calls, results, next }): readonly Turn[] => {
    const parts = [...texts, ...calls];
    const answer: Turn = {
      role: 'assistant',
      parts: parts.length === 0 ? [{ type: 'text', text: 'Yes.' }] : parts,
    };
    const tools: readonly Turn[] = results.map((part) => ({ role: 'tool', parts: [part] }));
    return calls.length === 0 ? [answer, next] : [answer, ...tools, next];
  });

const turns: fc.Arbitrary<readonly Turn[]> = fc
  .record({
    system: fc.array(textPart, { maxLength: 2 }),
    first: user,
    exchanges: fc.array(exchange, { maxLength: 2 }),
  })
  .map(({ system, first, exchanges }): readonly Turn[] => [
    ...(system.length === 0 ? [] : [{ role: 'system', parts: system } as const]),
    first,
    ...exchanges.flat(),
  ]);

const tool = fc.record({
  name,
  description: fc.option(text, { nil: undefined }),
  parameters: object.map((properties) => ({ type: 'object', properties })),
  strict: fc.boolean(),
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** What a request means, without what depends on the wire: where the question stands, and whether it is streamed. */
export type Meaning = Omit<ChatRequest, 'question' | 'stream' | 'streamUsage' | 'responseFormat'>;

export const meaningOf = ({
  question: _question,
  stream: _stream,
  streamUsage: _streamUsage,
  responseFormat: _responseFormat,
  ...meaning
}: ChatRequest): Meaning => meaning;

/** Requests without extensions. */
export const request: fc.Arbitrary<ChatRequest> = fc
  .record({
    model: name,
    turns,
    temperature: maybe(fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)),
    topP: maybe(fc.constantFrom(0.1, 0.5, 1)),
    maxTokens: fc.integer({ min: 1, max: 100_000 }),
    stop: fc.array(text, { maxLength: 2 }),
    tools: fc.array(tool, { maxLength: 2 }),
    choice: fc.constantFrom<unknown>(undefined, 'required', 'none', 'named'),
    parallelTools: fc.boolean(),
    effort: maybe(fc.constantFrom('none', 'low', 'medium', 'high', 'xhigh', 'max')),
    format: maybe(object.map((schema) => ({ schema, strict: true }))),
    user: maybe(text),
    stream: fc.boolean(),
  })
  .map(({ choice, tools, parallelTools, ...rest }): ChatRequest => {
    const [first] = tools;
    const toolChoice =
      choice === 'named' ? first && { name: first.name } : (choice as 'required' | 'none' | undefined);
    return {
      ...rest,
      tools,
      hasTools: tools.length > 0,
      toolChoice,
      // Who may call none cannot be asked to call several.
      parallelTools: choice === 'none' || parallelTools,
      question: undefined,
      streamUsage: true,
      n: 1,
      seed: undefined,
      responseFormat: undefined,
      outputs: [],
      serverState: [],
      extensions: [],
    };
  });

const usage = fc
  .record({ fresh: fc.nat(10_000), read: fc.nat(500), written: fc.nat(500), out: fc.nat(9_000) })
  .map(({ fresh, read, written, out }) => ({
    inputTokens: fresh + read + written,
    outputTokens: out,
    cachedInputTokens: read,
    cacheWriteTokens: written,
  }));

/** Answers with one choice and without reasoning, in the order in which every dialect has them: words, then calls. */
export const response: fc.Arbitrary<ChatResponse> = fc
  .record({
    id,
    model: name,
    words: maybe(text),
    calls: fc.array(call, { maxLength: 3 }),
    end: fc.constantFrom('stop' as const, 'length' as const),
    usage,
    reasoningTokens: fc.nat(100),
  })
  .map(({ words, calls, end, ...rest }): ChatResponse => {
    const parts: readonly Part[] = [
      ...(words === undefined ? [] : [{ type: 'text' as const, text: words }]),
      ...calls,
    ];
    const finishReason = end === 'stop' && calls.length > 0 ? 'tool-calls' : end;
    return { ...rest, choices: [{ parts, finishReason }] };
  });
