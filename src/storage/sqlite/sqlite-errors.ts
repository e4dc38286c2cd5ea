import Database from 'better-sqlite3';
import { GatewayError } from '#core';
import { storageFailed, storageUnavailable } from '../storage-errors.ts';

/** What no retry mends: a value the schema refuses, a statement that is wrong. */
const PERMANENT = /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE|ERROR)/;

/** Whether the file is not, or no longer, a sound database. */
export function isCorrupt(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/** SQLite's error as ours: retryable unless the change itself is at fault. */
export function asStorageError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (!(error instanceof Database.SqliteError)) return storageFailed(String(error), error);
  const detail = `${error.code}: ${error.message}`;
  return PERMANENT.test(error.code) ? storageFailed(detail, error) : storageUnavailable(detail, error);
}
