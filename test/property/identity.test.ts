import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#core';
import { canonicalise } from '../../cache/identity/canonical.ts';
import { digest, type Identity, identify } from '../../cache/identity/identity.ts';

const DENIED = ['stream', 'stream_options', 'user', 'metadata', 'safety_identifier', 'prompt_cache_key'];

/** Few letters, so that equal and nearly equal texts are common; among them what is easily mistaken for another. */
const LETTERS = [
  'a',
  'b',
  'A',
  '1',
  ':',
  ';',
  '"',
  ' ',
  'é',
  'e\u0301',
  'Å',
  'A\u030a',
  '😀',
  '\ud800',
  '\udc00',
  '\ufffd',
  's',
  'q',
];
const text = fc.string({ unit: fc.constantFrom(...LETTERS, '\\'), maxLength: 4 });
// Without backslashes: V8 13.6 may read the name `"` of one body as the `\` of an earlier one.
const fieldName = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 4 });
/** Two names that only their Unicode form tells apart are two fields to a provider and mean nothing to anybody. */
const distinctNames = (fields: object): boolean => {
  const names = Object.keys(fields);
  return new Set(names.map((name) => name.normalize('NFC'))).size === names.length;
};
const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.constantFrom<JsonValue>(null, true, false, 0, 1, -1, 0.5, '1', 'null', ''),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fieldName, tie('value'), { maxKeys: 3 }).filter(distinctNames),
  ),
})).value;
const rest = fc.dictionary(
  fc.constantFrom('x', 'y', 'temperature', 'tools', 'xy', '__proto__', ...DENIED),
  value,
  {
    maxKeys: 4,
  },
);
const body = fc.record({ rest, system: text, question: text }).map(
  ({ rest: more, system, question }): JsonObject =>
    JSON.parse(
      JSON.stringify({
        model: 'm',
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: question },
        ],
        ...more,
      }),
    ),
);

const questionOf = (of: JsonObject): string => {
  const messages = of.messages as readonly { readonly content: string }[];
  return messages[1]?.content ?? '';
};
const identityOf = (of: JsonObject, more: Partial<Parameters<typeof identify>[0]> = {}): Identity =>
  identify({
    tenant: 't',
    policyVersion: 'v',
    form: 'openai-chat',
    variants: [],
    body: of,
    raw: Buffer.from(JSON.stringify(of)),
    question: { text: questionOf(of), path: ['messages', 1, 'content'] },
    ...more,
  });

/** What a body means, told in another way than the code under test does: as JSON of sorted pairs. */
function meaning(of: JsonObject, withQuestion: boolean): string {
  const nfc = (string: string): string => string.normalize('NFC');
  const told = (node: JsonValue | undefined): unknown => {
    if (typeof node === 'string') return nfc(node);
    if (Array.isArray(node)) return node.map(told);
    if (typeof node !== 'object' || node === null) return node;
    const pairs = Object.entries(node).map(([name, field]) => [nfc(name), told(field)] as const);
    return { fields: pairs.map((pair) => JSON.stringify(pair)).sort() };
  };
  const kept = Object.fromEntries(Object.entries(of).filter(([name]) => !DENIED.includes(name)));
  const [system] = of.messages as readonly JsonObject[];
  const messages = withQuestion ? (of.messages as JsonValue) : [system ?? null, 'the question'];
  return JSON.stringify(told({ ...kept, messages }));
}

/** The same body written otherwise: fields in another order, strings decomposed, fields that do not count. */
const rewritten = (of: JsonObject, seed: number): JsonObject => {
  const form = seed % 2 === 0 ? 'NFD' : 'NFC';
  const other = (node: JsonValue | undefined): JsonValue => {
    if (typeof node === 'string') return node.normalize(form);
    if (Array.isArray(node)) return node.map(other);
    if (typeof node !== 'object' || node === null) return node ?? null;
    const names = Object.keys(node);
    const entries = names.map((name) => [name.normalize(form), other((node as JsonObject)[name])] as const);
    return Object.fromEntries(seed % 3 === 0 ? entries.reverse() : entries);
  };
  return { stream: seed % 5 === 0, user: `u-${seed}`, ...(other(of) as JsonObject), metadata: { seed } };
};

describe('[C1] [C2] identity', () => {
  test('keys are equal exactly where bodies mean the same', () => {
    const seen = { same: 0, differs: 0 };
    fc.assert(
      fc.property(body, body, fc.nat(1_000), (a, other, seed) => {
        // Bodies that have nothing to do with each other, little, or everything.
        const [field = 'x'] = Object.keys(other).slice(seed % 3);
        const near = rewritten({ ...a, [field]: other[field] ?? null, messages: other.messages ?? [] }, seed);
        for (const b of [other, near, rewritten(a, seed)]) {
          const [one, two] = [identityOf(a), identityOf(b)];
          const same = meaning(a, true) === meaning(b, true);
          seen[same ? 'same' : 'differs']++;
          expect(one.exactKey === two.exactKey).toBe(same);
          expect(one.compatKey === two.compatKey).toBe(meaning(a, false) === meaning(b, false));
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(seen.same, seen.differs)).toBeGreaterThan(500);
  });

  test('order, Unicode form and fields that do not change the answer do not change a key', () => {
    fc.assert(
      fc.property(body, fc.nat(1_000), (original, seed) => {
        const { exactKey, compatKey } = identityOf(original);
        expect(identityOf(rewritten(original, seed))).toMatchObject({ exactKey, compatKey });
      }),
      { numRuns: 1_000 },
    );
  });

  test('any change of one field that counts changes both keys', () => {
    fc.assert(
      fc.property(
        body,
        fc.constantFrom('x', 'unknown', 'seed', 'messages'),
        value,
        (original, field, changed) => {
          const other = { ...original, [field]: changed };
          fc.pre(field !== 'messages' && meaning(original, true) !== meaning(other, true));
          expect(identityOf(other).exactKey).not.toBe(identityOf(original).exactKey);
          expect(identityOf(other).compatKey).not.toBe(identityOf(original).compatKey);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('tenant, policy version, form and variants are each in every key', () => {
    fc.assert(
      fc.property(body, text, text, (original, a, b) => {
        fc.pre(a.toWellFormed() !== b.toWellFormed());
        const keys = (more: object) => identityOf(original, more);
        for (const [one, two] of [
          [{ policyVersion: a }, { policyVersion: b }],
          [{ variants: [a] }, { variants: [b] }],
          [{ variants: [a, b] }, { variants: [b, a] }],
          [{ variants: [a + b] }, { variants: [a, b] }],
          [{ form: 'openai-chat' }, { form: 'anthropic-messages' }],
          [{ form: 'openai-chat' }, { form: 'canonical' }],
        ] as const) {
          expect(keys(one).compatKey).not.toBe(keys(two).compatKey);
          expect(keys(one).exactKey).not.toBe(keys(two).exactKey);
        }
        expect(keys({ tenant: a }).exactKey).not.toBe(keys({ tenant: b }).exactKey);
      }),
    );
  });

  test('lists of parts never share a digest by where one part ends', () => {
    const parts = fc.array(text, { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(digest(a) === digest(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 3_000 },
    );
  });

  test('any JSON has a form, and only one', () => {
    const options = { omit: () => false, blank: undefined };
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (json) => {
        const read = JSON.parse(JSON.stringify(json)) as JsonObject;
        const once = canonicalise(read, options);
        expect(canonicalise(JSON.parse(JSON.stringify(read)), options)).toEqual(once);
      }),
    );
  });
});
