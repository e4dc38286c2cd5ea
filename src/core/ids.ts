import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const POOL = new Uint8Array(8192);
let position = POOL.length;

/** A random id of `length` letters and digits after `prefix`, from the system's random source (pooled). */
export function randomId(prefix: string, length = 24): string {
  let id = prefix;
  for (let i = 0; i < length; ) {
    if (position >= POOL.length) {
      randomFillSync(POOL);
      position = 0;
    }
    const byte = POOL[position++] ?? 0;
    if (byte >= 248) continue; // 248 = 4 × 62: without this the first letters would be likelier
    id += ALPHABET[byte % 62];
    i++;
  }
  return id;
}
