import { describe, expect, it } from 'vitest';
import { hiddenUsage } from '../../../providers/dialects/openai-chat/hidden-usage.ts';

const TEXT = 'data: {"choices":[{"delta":{"content":"hi"}}]}';
const DONE = 'data: [DONE]';
const USAGE = '{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5}}';

/** What is left of a stream that comes byte by byte, or whole. */
function filtered(stream: string, size: number): string {
  const filter = hiddenUsage.createFilter();
  const bytes = Buffer.from(stream);
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(filter.push(bytes.subarray(at, at + size)));
  return Buffer.concat([...out, filter.flush()]).toString();
}

describe('[C26] the usage that only the gateway asked for is withheld, however its event is written', () => {
  it.each([
    ['an id before', `id: 7\ndata: ${USAGE}`],
    ['a name before', `event: message\ndata: ${USAGE}`],
    ['a comment before', `: keep-alive\ndata: ${USAGE}`],
    ['fields after', `data: ${USAGE}\nid: 7\nretry: 5`],
    ['no space', `data:${USAGE}`],
    ['several data lines', `data: ${USAGE.replace(',', ',\ndata: ')}`],
    [
      'all of it',
      `:\nid: 7\nevent: x\ndata:{"choices":[],\ndata:${USAGE.slice('{"choices":[],'.length)}\n: end`,
    ],
  ])('%s', (_, usage) => {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      for (const size of [1, 7, 10_000]) {
        const written = (frame: string): string => `${frame.replaceAll('\n', lineEnd)}${lineEnd}${lineEnd}`;
        expect(filtered(written(TEXT) + written(usage) + written(DONE), size)).toBe(
          written(TEXT) + written(DONE),
        );
      }
    }
  });

  it('an event of two line ends', () => {
    expect(filtered(`${TEXT}\n\ndata: ${USAGE}\n\r\n${DONE}\n\n`, 3)).toBe(`${TEXT}\n\n${DONE}\n\n`);
    expect(filtered(`${TEXT}\n\ndata: ${USAGE}\r\n\n${DONE}\n\n`, 3)).toBe(`${TEXT}\n\n${DONE}\n\n`);
  });

  it('a comment that looks like it is no usage', () => {
    const stream = `: data: ${USAGE}\n${TEXT}\n\n${DONE}\n\n`;
    expect(filtered(stream, 10_000)).toBe(stream);
  });
});
