import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { storageLocked } from '../storage-errors.ts';
import { createPrivateFile } from './private-file.ts';
import { isCorrupt } from './sqlite-errors.ts';

/** How long to wait for another process that is just ending. */
const WAIT_MS = 500;

/**
 * Takes a lock on `<path>.lock` and returns how to give it back. The lock is SQLite's own: the system drops it when the
 * process dies, however it dies, so it is never stale, and process numbers that containers reuse do not matter. The
 * holder's number is in the lock file, which others can read, for the error message only.
 * @throws GatewayError `storage-locked`
 */
export function lockFile(path: string): () => void {
  const lockPath = `${path}.lock`;
  try {
    return lock(path, lockPath);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    rmSync(lockPath); // somebody's scribble: no lock can be held on what is not a database
    return lock(path, lockPath);
  }
}

function lock(path: string, lockPath: string): () => void {
  createPrivateFile(lockPath);
  const file = new Database(lockPath, { timeout: WAIT_MS });
  try {
    file.exec(`begin immediate; pragma user_version = ${process.pid}; commit`);
    file.exec('begin immediate'); // held until the file is closed; readers may still read
  } catch (error) {
    const owner = isBusy(error) ? file.pragma('user_version', { simple: true }) : undefined;
    file.close();
    if (isBusy(error)) throw storageLocked(path, typeof owner === 'number' ? owner : undefined);
    throw error;
  }
  return () => void file.close();
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
