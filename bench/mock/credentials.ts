import type { IncomingMessage } from 'node:http';
import type { MockProviderOptions } from './options.ts';

/** Whether the request brings a key that the mock knows; without a setting it needs none. */
export function isAdmitted(keys: MockProviderOptions['keys'], { headers }: IncomingMessage): boolean {
  if (keys === undefined) return true;
  const named = headers['x-api-key'] ?? headers['api-key'];
  const key = typeof named === 'string' ? named : (headers.authorization ?? '').replace(/^Bearer\s+/i, '');
  return keys === 'any' ? key !== '' : keys.includes(key);
}
