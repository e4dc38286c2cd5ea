import { digest } from '../../identity/identity.ts';

/** Raised when a collection made before cannot be used any more; what can be added to one is added instead. */
const LAYOUT = 'v1';

/** The name of the collection for one embedding space: vectors of two spaces never lie in one index (C7). */
export function collectionName(prefix: string, spaceId: string, dimensions: number): string {
  const space = digest(['space', spaceId, String(dimensions)]);
  return `${prefix}_${LAYOUT}_${Buffer.from(space, 'base64url').toString('hex').slice(0, 16)}`;
}

/** A tenant scope as Weaviate takes it: at most 64 letters, digits, `-` and `_`. It does not tell who the tenant is. */
export function tenantName(tenant: string): string {
  return digest(['tenant', tenant]);
}

/** The id of an entry as Weaviate takes it: a UUID of version 8 (RFC 9562) that is always the same for the same entry. */
export function uuidOf(entryId: string): string {
  const bytes = Buffer.from(digest(['entry', entryId]), 'base64url').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A partition as it is stored: in brackets, because Weaviate trims text and cannot look for an empty one. */
export function partitionText(partition: string): string {
  return `<${partition}>`;
}
