import { seededRandom } from '../../mock/random.ts';
import { type App, type Intent, trueAnswers } from './questions.ts';
import { REWORDINGS } from './rewordings.ts';

/** How a question relates to those before it. */
export type Kind = 'new' | 'at once' | 'repeat' | 'reworded' | 'paraphrase' | 'look-alike';

/** One request with its ground truth. */
export interface TrafficRequest {
  readonly index: number;
  readonly app: App;
  readonly kind: Kind;
  /** The rule of a rewording, or what differs in a look-alike. */
  readonly variant: string | undefined;
  readonly text: string;
  /** The only right answer. */
  readonly truth: string;
  readonly stream: boolean;
  /** Requests of the same intent that are answered before this one is sent. */
  readonly after: readonly number[];
}

/** Shares of what follows a first question. Chosen for the demo, not measured anywhere. */
const FOLLOW_UPS: readonly (readonly [Kind, number])[] = [
  ['repeat', 0.42],
  ['reworded', 0.26],
  ['paraphrase', 0.14],
  ['look-alike', 0.18],
];
/** Popularity of the n-th intent of an application is proportional to 1 / n to this power. */
const ZIPF = 1.1;
/** One first question in this many is asked by several people at once. */
const AT_ONCE_EVERY = 60;
const AT_ONCE = 6;
const STREAMED = 0.5;

/** An intent with what can still be asked about it. Nothing but the plain form is asked twice. */
interface Topic {
  readonly intent: Intent;
  readonly plain: string;
  readonly stock: Record<'reworded' | 'paraphrase' | 'look-alike', Draft[]>;
  /** The requests that were added last. */
  latest: readonly number[];
}

type Draft = Pick<TrafficRequest, 'text' | 'truth' | 'variant'>;

/**
 * A stream of `count` requests, the same for the same seed: applications in turn by chance, intents by Zipf, first
 * the plain form of an intent and then repeats, rewordings, paraphrases and look-alikes of it.
 */
export function createTraffic(apps: readonly App[], count: number, seed: number): readonly TrafficRequest[] {
  const random = seededRandom(seed);
  const truths = trueAnswers(apps);
  const topicsOf = new Map(apps.map((app) => [app, shuffled(topics(app, truths, random), random)]));
  const requests: TrafficRequest[] = [];
  let firsts = 0;

  const add = (app: App, topic: Topic, kind: Kind, { text, truth, variant }: Draft): number => {
    const index = requests.length;
    const stream = random() < STREAMED;
    requests.push({ index, app, kind, variant, text, truth, stream, after: topic.latest });
    return index;
  };

  while (requests.length < count) {
    const app = byWeight(apps, () => 1, random());
    const topic = byWeight(topicsOf.get(app) ?? [], (_, rank) => (rank + 1) ** -ZIPF, random());
    const plain = { text: topic.plain, truth: topic.intent.answer, variant: undefined };
    if (topic.latest.length > 0) {
      const { kind, draft } = followUp(topic, random());
      topic.latest = [add(app, topic, kind, draft ?? plain)];
      continue;
    }
    firsts++;
    const others = firsts % AT_ONCE_EVERY === AT_ONCE_EVERY >> 1 ? AT_ONCE - 1 : 0;
    const added = [add(app, topic, 'new', plain)];
    for (let other = 0; other < others; other++) added.push(add(app, topic, 'at once', plain));
    topic.latest = added;
  }
  return requests.slice(0, count);
}

function topics(app: App, truths: ReadonlyMap<string, string>, random: () => number): Topic[] {
  return app.intents.flatMap((intent): Topic[] => {
    const { answer, lookalikes } = intent;
    const [plain = '', ...paraphrases] = intent.asked;
    if (!truths.has(plain)) return [];
    const reworded = REWORDINGS.flatMap(({ rule, apply }): Draft[] => {
      const text = apply(plain, random());
      const isOnlyThis = text !== undefined && (truths.get(text) ?? answer) === answer;
      return isOnlyThis ? [{ text, truth: answer, variant: rule }] : [];
    });
    const known = ({ text }: { readonly text: string }): boolean => truths.has(text);
    const far = paraphrases.map((text) => ({ text, truth: answer, variant: undefined })).filter(known);
    const near = lookalikes
      .map(({ text, kind, answer: truth }) => ({ text, truth, variant: kind }))
      .filter(known);
    const stock = {
      reworded: shuffled(reworded, random),
      paraphrase: shuffled(far, random),
      'look-alike': shuffled(near, random),
    };
    return [{ intent, plain, stock, latest: [] }];
  });
}

/** What is asked next about a known intent; a repeat where there is nothing else left to ask. */
function followUp(topic: Topic, random: number): { readonly kind: Kind; readonly draft: Draft | undefined } {
  const [kind] = byWeight(FOLLOW_UPS, ([, share]) => share, random);
  const draft = kind in topic.stock ? topic.stock[kind as keyof Topic['stock']].pop() : undefined;
  return draft ? { kind, draft } : { kind: 'repeat', draft: undefined };
}

/** One item by chance, in proportion to its weight. */
function byWeight<T>(items: readonly T[], weight: (item: T, rank: number) => number, random: number): T {
  const weights = items.map(weight);
  let left = random * weights.reduce((sum, one) => sum + one, 0);
  for (const [rank, item] of items.entries()) {
    left -= weights[rank] ?? 0;
    if (left < 0) return item;
  }
  throw new RangeError('nothing to choose from');
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}
