import { chmodSync, closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '#core';

/** Makes the file, and folders on the way that are missing, for the owner only; an old file is closed to others. */
export function createPrivateFile(path: string): void {
  makeFolder(dirname(path), 0o700);
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // By path: opening and closing a file would drop the locks that this process holds on it.
    chmodSync(path, 0o600);
  }
}
