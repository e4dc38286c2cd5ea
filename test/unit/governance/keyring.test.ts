import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createKeyring } from '#governance';
import { keyed } from '../../kit/keys.ts';

const SECRET = new Uint8Array(32).fill(7);

describe('without keys', () => {
  const keyring = createKeyring([], SECRET);
  const tenantOf = (headers: IncomingHttpHeaders): string => keyring.identify(headers).credential;

  it.each([
    [
      'a bearer token that all send beside their key',
      { authorization: 'Bearer none', 'x-api-key': 'alice' },
      { authorization: 'Bearer none', 'x-api-key': 'bob' },
    ],
    [
      'a key that all send beside their bearer token',
      { authorization: 'Bearer alice', 'x-api-key': 'none' },
      { authorization: 'Bearer bob', 'x-api-key': 'none' },
    ],
    [
      'another scheme beside a shared key',
      { authorization: 'Basic YWxpY2U=', 'x-api-key': 'none' },
      { authorization: 'Basic Ym9i', 'x-api-key': 'none' },
    ],
    ['another scheme alone', { authorization: 'Basic YWxpY2U=' }, { authorization: 'Basic Ym9i' }],
    ['a bearer token of two words', { authorization: 'Bearer a b' }, { authorization: 'Bearer a c' }],
    [
      'where one secret ends and the next begins',
      { authorization: 'Bearer ab', 'x-api-key': 'c' },
      { authorization: 'Bearer a', 'x-api-key': 'bc' },
    ],
    [
      'a secret that looks like two',
      { authorization: 'Bearer a', 'x-api-key': 'b' },
      { 'x-api-key': 'a1:b' },
    ],
    [
      'the order of two',
      { authorization: 'Bearer a', 'x-api-key': 'b' },
      { authorization: 'Bearer b', 'x-api-key': 'a' },
    ],
  ])('tells tenants apart by every credential that is forwarded: %s', (_, one, other) => {
    expect(tenantOf(one)).not.toBe(tenantOf(other));
    expect(tenantOf(one)).toBe(tenantOf({ ...one }));
  });

  it('knows a secret again in either header', () => {
    expect(tenantOf({ authorization: 'bearer   sk-same ' })).toBe(tenantOf({ 'x-api-key': 'sk-same' }));
  });

  it('forwards what makes the tenant, and calls only those without any credential anonymous', () => {
    for (const headers of [{ authorization: 'Basic YWxpY2U=' }, { 'x-api-key': 'k' }]) {
      expect(keyring.identify(headers)).toMatchObject({ ownCredential: true });
      expect(tenantOf(headers)).not.toBe('anonymous');
    }
    for (const headers of [{}, { authorization: '', 'x-api-key': '' }]) {
      expect(keyring.identify(headers)).toMatchObject({ ownCredential: false, credential: 'anonymous' });
    }
  });
});

describe('with keys', () => {
  const keyring = createKeyring([keyed('app')], SECRET);

  it('one key of ours is the caller, whatever stands in the other header', () => {
    const [alone, ...others] = [
      { 'x-api-key': 'key-app' },
      { authorization: 'Bearer key-app' },
      { authorization: 'Bearer key-app', 'x-api-key': 'other' },
      { authorization: 'Basic YWxpY2U=', 'x-api-key': 'key-app' },
    ].map((headers) => keyring.identify(headers));
    expect(alone).toMatchObject({ key: 'app', ownCredential: false });
    for (const other of others) expect(other).toEqual(alone);
  });

  it.each([
    ['missing-key', {}],
    ['missing-key', { authorization: 'Basic YWxpY2U=' }],
    ['invalid-key', { authorization: 'Bearer other', 'x-api-key': 'key-app' }],
    ['invalid-key', { 'x-api-key': 'other' }],
  ])('%s is 401: %j', (code, headers) => {
    expect(() => keyring.identify(headers)).toThrow(expect.objectContaining({ status: 401, code }));
  });
});
