import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import {
  measurePolicy,
  type PolicyCase,
  policyRows,
  readPolicyCases,
} from '../../../bench/quality/policy.ts';
import { classifyRequest, type RequestClass } from '../../../cache/policy/classify.ts';

const paired = readPolicyCases('build').filter(({ pair }) => pair !== undefined);
const pairs = Map.groupBy(paired, ({ pair }) => pair);

describe('[C8] minimal pairs', () => {
  it('there are at least 60, each of two classes', () => {
    expect(pairs.size).toBeGreaterThanOrEqual(60);
    for (const cases of pairs.values()) {
      expect(cases).toHaveLength(2);
      expect(new Set(cases.map((one) => one.class)).size).toBe(2);
    }
  });

  test.each(paired.map((one): [string, string, PolicyCase] => [one.class, one.text, one]))(
    '%s: %s',
    (_, text, one) => {
      expect(classifyRequest(text)).toBe(one.class);
    },
  );
});

describe('[C8] requests that were not looked at', () => {
  const { parts, questionSets } = measurePolicy();
  const heldOut = parts.find(({ part }) => part === 'held-out');
  const of = (name: RequestClass) => heldOut?.classes.find((one) => one.class === name);

  it('are as many as the figures need', () => {
    const sizes = parts.map(({ n }) => n);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(200);
  });

  it('are rarely called general when they are not', () => {
    expect(of('general')?.precision.value).toBeGreaterThan(0.92);
    expect(heldOut?.dangerous.value).toBeLessThan(0.05);
  });

  it('are rarely taken from the semantic tier for nothing', () => {
    expect(of('general')?.recall.value).toBeGreaterThan(0.93);
    expect(questionSets.value).toBeGreaterThan(0.93);
  });

  test.each<[RequestClass, number, number]>([
    ['time-bound', 0.9, 0.9],
    ['personal', 0.9, 0.85],
    ['action', 0.9, 0.9],
    ['context', 0.85, 0.75],
  ])('%s: precision over %d, recall over %d', (name, precision, recall) => {
    expect(of(name)?.precision.value).toBeGreaterThan(precision);
    expect(of(name)?.recall.value).toBeGreaterThan(recall);
  });

  it('no text is in both parts', () => {
    const built = new Set(readPolicyCases('build').map(({ text }) => text.toLowerCase()));
    expect(readPolicyCases('held-out').filter(({ text }) => built.has(text.toLowerCase()))).toEqual([]);
  });
});

describe('[C8] what a request brings is not what it asks', () => {
  test.each<[string, RequestClass]>([
    ['Translate "where is my order" into French', 'general'],
    ['Who said "cancel my order today"?', 'general'],
    ['Summarise this: Please cancel my order. What is my balance?', 'general'],
    ['Write a letter that cancels my contract as of tomorrow', 'general'],
    ['Fix this:\n```js\ncancel(my.order);\n```', 'general'],
    ['Hello there! Could you please cancel my order?', 'action'],
    ["I'd like to know where my order is, please.", 'personal'],
    ['WHERE IS MY ORDER', 'personal'],
    ['where’s my order', 'personal'],
    ['I bought shoes last week. How do I return shoes?', 'general'],
    ['Thanks. And now cancel my order.', 'action'],
  ])('%s is %s', (text, expected) => {
    expect(classifyRequest(text)).toBe(expected);
  });

  test.each([
    '¿Qué tiempo hace hoy?',
    'Quel temps fait-il aujourd’hui ?',
    'Как погода сегодня?',
    '今天天气怎么样',
    '今日の天気は',
    'आज मौसम कैसा है',
    'আজ আবহাওয়া কেমন',
    'ما هو الطقس اليوم',
    'Como está o tempo hoje?',
    'Bagaimana cuaca hari ini sekarang?',
    'Wie ist das Wetter heute?',
  ])('%s names a time in another language', (text) => {
    expect(classifyRequest(text)).toBe('time-bound');
  });
});

test('docs/policy.md has the figures that are measured', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8');
  for (const row of policyRows(measurePolicy())) expect(page).toContain(row);
});
