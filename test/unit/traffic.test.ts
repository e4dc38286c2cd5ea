import { describe, expect, it } from 'vitest';
import { readApps, trueAnswers } from '../../bench/demo/traffic/questions.ts';
import { REWORDINGS } from '../../bench/demo/traffic/rewordings.ts';
import { createTraffic } from '../../bench/demo/traffic/traffic.ts';

const apps = readApps();
const intents = apps.flatMap((app) => app.intents);
const truths = trueAnswers(apps);
const traffic = createTraffic(apps, 800, 1);

describe('the question sets', () => {
  it('hold 60 intents in each of ten domains, with eight forms and six look-alikes each', () => {
    expect(apps.map((app) => app.intents.length)).toEqual(Array(10).fill(60));
    expect(intents.every(({ asked, lookalikes }) => asked.length === 8 && lookalikes.length === 6)).toBe(
      true,
    );
  });

  it('never give a look-alike the answer of its intent', () => {
    const same = intents.filter(({ answer, lookalikes }) => lookalikes.some((one) => one.answer === answer));
    expect(same).toEqual([]);
  });

  it('leave out a text that has two true answers', () => {
    const answers = new Map<string, Set<string>>();
    for (const { answer, asked } of intents)
      for (const text of asked) answers.set(text, (answers.get(text) ?? new Set()).add(answer));
    const ambiguous = [...answers].filter(([, all]) => all.size > 1).map(([text]) => text);
    expect(ambiguous.length).toBeGreaterThan(0);
    expect(ambiguous.filter((text) => truths.has(text))).toEqual([]);
  });
});

describe('rewordings', () => {
  it.each(REWORDINGS)(
    '“$rule” changes the text and keeps every figure, name of code and negation',
    ({ apply }) => {
      let applied = 0;
      for (const [index, { asked }] of intents.entries()) {
        const [plain = ''] = asked;
        const text = apply(plain, (index % 10) / 10);
        if (text === undefined) continue;
        applied++;
        expect(text).not.toBe(plain);
        expect(literalsIn(text)).toEqual(literalsIn(plain));
      }
      expect(applied).toBeGreaterThan(20);
    },
  );

  it('leave an intent’s own words to it: no rewording is a question with another answer', () => {
    for (const { asked, answer } of intents) {
      for (const { apply } of REWORDINGS) {
        const text = apply(asked[0] ?? '', 0.5);
        if (text !== undefined) expect(truths.get(text) ?? answer).toBe(answer);
      }
    }
  });
});

describe('traffic', () => {
  it('is the same for the same seed and another for another', () => {
    const texts = (seed: number) => createTraffic(apps, 200, seed).map(({ text, stream }) => [text, stream]);
    expect(texts(5)).toEqual(texts(5));
    expect(texts(5)).not.toEqual(texts(6));
  });

  it('has the asked number of requests, numbered from 0', () => {
    expect(traffic.map(({ index }) => index)).toEqual([...Array(800).keys()]);
  });

  it('gives every question that the sets know its true answer', () => {
    for (const { text, truth } of traffic) expect(truths.get(text) ?? truth).toBe(truth);
    expect(traffic.filter(({ text }) => truths.has(text)).length).toBeGreaterThan(600);
  });

  it('sends everything else about an intent after its plain form was answered', () => {
    for (const { index, kind, app, truth, after } of traffic) {
      const isFirst = kind === 'new' || kind === 'at once';
      expect(after.length === 0).toBe(isFirst);
      expect(after.every((earlier) => earlier < index && traffic[earlier]?.app === app)).toBe(true);
      if (kind === 'repeat') {
        expect(traffic.slice(0, index).some((one) => one.kind === 'new' && one.truth === truth)).toBe(true);
      }
    }
  });

  it('asks nothing twice but the plain form', () => {
    const others = traffic.filter(({ kind }) => ['reworded', 'paraphrase', 'look-alike'].includes(kind));
    const asked = others.map(({ app, text }) => `${app.domain} ${text}`);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('has every kind of question, streams and whole answers, and both APIs', () => {
    expect(new Set(traffic.map(({ kind }) => kind)).size).toBe(6);
    expect(new Set(traffic.map(({ stream, app }) => `${stream} ${app.api}`)).size).toBe(4);
  });

  it('asks the most popular tenth of intents more than a third of the time', () => {
    const perIntent = new Map<string, number>();
    const intentOf = new Map<number, string>();
    for (const { index, app, text, after } of traffic) {
      const intent = after[0] === undefined ? `${app.domain} ${text}` : (intentOf.get(after[0]) ?? '');
      intentOf.set(index, intent);
      perIntent.set(intent, (perIntent.get(intent) ?? 0) + 1);
    }
    const popular = [...perIntent.values()].sort((one, other) => other - one).slice(0, 60);
    expect(popular.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(800 / 3);
  });
});

/** Figures, negations and names of code, without the punctuation around them. */
function literalsIn(text: string): readonly string[] {
  const words = text.toLowerCase().replaceAll("n't", ' not');
  const found = words.match(/\d[\d.,:]*\d|\d|\b(?:not|no|never|without|cannot)\b|\S*[_/@]\S*/g) ?? [];
  return found.map((literal) => literal.replace(/^[('"]+|[)'".,?!:]+$/g, ''));
}
