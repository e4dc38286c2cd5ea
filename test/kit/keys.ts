import { createHash } from 'node:crypto';

/** A static key of the gateway as the configuration declares it; its secret is `key-<name>`. */
export const keyed = (name: string, fields: object = {}) => ({
  name,
  hash: `sha256:${createHash('sha256').update(`key-${name}`).digest('hex')}`,
  team: null,
  customer: null,
  models: ['*'],
  ...fields,
});
