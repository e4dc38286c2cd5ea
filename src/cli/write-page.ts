import { closeSync, openSync, writeFileSync } from 'node:fs';
import { fail } from './until-stopped.ts';

/** Ends the command where a file cannot be written: before the work, not after it. */
export function expectWritable(path: string | undefined): void {
  if (path === undefined) return;
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    fail(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A page that quotes questions is for its owner's eyes. */
export function writePage(path: string, page: string): void {
  writeFileSync(path, page, { mode: 0o600 });
}
