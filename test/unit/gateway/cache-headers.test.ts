import { validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dollars, headerText } from '../../../src/gateway/cache-headers.ts';

describe('headerText', () => {
  it('leaves ordinary names as they are', () => {
    expect(headerText('gpt-4o-mini "name" (1%)')).toBe('gpt-4o-mini "name" (1%)');
  });

  it('percent-encodes what a header cannot carry', () => {
    expect(headerText('模型\r\nx: 1\u0000')).toBe('%E6%A8%A1%E5%9E%8B%0D%0Ax: 1%00');
    expect(headerText('\ud800')).toBe('%EF%BF%BD');
  });

  it('makes a header value of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        validateHeaderValue('x', headerText(text));
      }),
    );
  });
});

describe('dollars', () => {
  it('writes nano-dollars as a plain decimal, without an exponent', () => {
    expect(dollars(0)).toBe('0.000000000');
    expect(dollars(1)).toBe('0.000000001');
    expect(dollars(12_345_678_901)).toBe('12.345678901');
  });
});
