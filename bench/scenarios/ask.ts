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

/** The n-th question of a series in which no two are alike in words or in meaning. */
export function uniqueQuestion(n: number): string {
  const word = (step: number) => WORDS[Math.imul(n + 1, step) % WORDS.length] ?? '';
  return `What links the ${word(7)} ${n.toString(36)} and the ${word(11)} with a ${word(13)} near the ${word(17)}, the ${word(19)} and a ${word(23)}?`;
}
