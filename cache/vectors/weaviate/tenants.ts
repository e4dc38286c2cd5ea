import { reasonOf } from './problems.ts';

/** A tenant comes to be with its first vector: before that it has none, which is no failure. */
export async function whereTenantIs<T>(otherwise: T, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (/tenant not found/i.test(reasonOf(error))) return otherwise;
    throw error;
  }
}
