import { seededRandom } from '../mock/random.ts';

/** A question of the benchmarks as a chat body of about 1 KB, most of it a system prompt, as applications send. */
export function chatBody(question: string, stream = false): string {
  const head = stream ? `{"model":"${MODEL}","stream":true,"messages":` : `{"model":"${MODEL}","messages":`;
  return `${head}[{"role":"system","content":"${SYSTEM_PROMPT}"},{"role":"user","content":${JSON.stringify(question)}}]}`;
}

const MODEL = 'mock-model';
const SYSTEM_PROMPT =
  'You are the assistant of a household magazine. You answer questions of its readers about cooking, gardening, repairs, animals and travel. '
    .repeat(6)
    .trim();

/** What one question got: status, and the words of `Cache-Status`. */
export type Asked = { readonly status: number; readonly cacheStatus: string };

/** Asks once, outside of a measurement. Rejects when there is no answer. */
export async function askOnce(
  url: string,
  question: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer test', ...headers },
    body: chatBody(question),
    signal: AbortSignal.timeout(10_000),
  });
  await response.arrayBuffer();
  return { status: response.status, cacheStatus: response.headers.get('cache-status') ?? '' };
}

const WORDS =
  'amber anchor autumn basket beacon blanket border bridge butter candle canvas carpet castle cedar cellar chalk cherry circle clover copper cotton cradle desert drawer echo ember engine falcon feather fiddle forest fountain garden ginger glacier granite hammer harbour hazel helmet horizon island ivory jacket jungle kettle ladder lantern lemon linen magnet maple marble meadow mirror mountain needle oak ocean olive orchard oven paddle paper pebble pepper piano pillow planet plum pocket prairie puzzle quarry rabbit rainbow ribbon river rocket saddle sand scarf shadow shell silver spider spring stable storm sugar summit teapot temple thunder timber tunnel turtle valley velvet violin wagon walnut whistle willow window winter zebra'.split(
    ' ',
  );

const FORMS: readonly ((words: readonly string[], n: string) => string)[] = [
  ([a, b, c, d], n) => `What links the ${a} ${n} with the ${b}, and is a ${c} older than a ${d}?`,
  ([a, b, c, d], n) => `Why would a ${a} in the ${b} need the ${c} called ${n} before any ${d}?`,
  ([a, b, c, d], n) => `Explain how the ${a} of ${n} turns a ${b} into a ${c} close to the ${d}.`,
  ([a, b, c, d], n) => `Who put the ${a} ${n} between a ${b} and the ${c} under the ${d}?`,
  ([a, b, c, d], n) => `Describe a ${a} ${n} that somebody took from the ${b} to the ${c} by ${d}.`,
];

/** The n-th question of a series in which no two are equal and none is another one in other words. */
export function uniqueQuestion(n: number): string {
  const random = seededRandom(n);
  const words = Array.from({ length: 4 }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '');
  return FORMS[n % FORMS.length]?.(words, n.toString(36)) ?? '';
}
