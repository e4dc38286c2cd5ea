import { expect, it } from 'vitest';
import { createKeyring } from '#governance';

it('auth.open: never refuses every request while no key is configured, whatever it brings', () => {
  const keyring = createKeyring([], new Uint8Array(32), 'refuse');
  for (const headers of [{}, { authorization: 'Bearer sk-own' }, { 'x-api-key': 'sk-own' }]) {
    expect(() => keyring.identify(headers)).toThrow(
      expect.objectContaining({ code: 'missing-key', status: 401 }),
    );
  }
});
