import { describe, expect, it } from 'vitest';
import { type Caller, type Scope, tenantScope } from '../../../cache/identity/tenant-scope.ts';

const caller = (fields: Partial<Caller>): Caller => ({
  key: undefined,
  team: undefined,
  customer: undefined,
  credential: 'hmac',
  ...fields,
});
const FULL = caller({ key: 'k', team: 't', customer: 'c' });
const KEY_ONLY = caller({ key: 'k' });
const NOBODY = caller({});

describe('[C2] the tenant an entry belongs to', () => {
  it.each<[Scope, Caller, string]>([
    ['global', FULL, 'global'],
    ['global', NOBODY, 'global'],
    ['team', FULL, 'team:t'],
    ['team', KEY_ONLY, 'key:k'],
    ['team', NOBODY, 'credential:hmac'],
    ['customer', FULL, 'customer:c'],
    ['customer', caller({ key: 'k', team: 't' }), 'key:k'],
    ['customer', NOBODY, 'credential:hmac'],
    ['key', FULL, 'key:k'],
    ['key', NOBODY, 'credential:hmac'],
    ['credential', FULL, 'credential:hmac'],
    ['credential', NOBODY, 'credential:hmac'],
  ])('scope %s of %j is %s: what is missing falls back to something narrower', (scope, who, expected) => {
    expect(tenantScope(scope, who)).toBe(expected);
  });

  it('names of different kinds never meet, whatever they are called', () => {
    const names = ['x', 'global', 'team:x', 'key:x', 'credential:x', ''];
    const tenants = names.flatMap((name) => [
      tenantScope('team', caller({ key: 'k', team: name })),
      tenantScope('customer', caller({ key: 'k', customer: name })),
      tenantScope('key', caller({ key: name })),
      tenantScope('credential', caller({ credential: name })),
    ]);
    expect(new Set([...tenants, 'global']).size).toBe(tenants.length + 1);
  });
});
