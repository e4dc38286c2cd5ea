import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#core';

const SECRET_BYTES = 32;
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS']);

/** A secret that several installations were given, as bytes. @returns 32 bytes */
export function sharedSecret(text: string): Buffer {
  return createHash('sha256').update(`reprise credentials ${text}`).digest();
}

/** The installation's own secret, made on first use and readable by its owner only. @returns 32 bytes */
export function installSecret(dataDir: string): Buffer {
  const path = join(dataDir, 'secret.key');
  const secret = readSecret(path) ?? makeSecret(dataDir, path);
  if (secret.length !== SECRET_BYTES)
    throw new Error(
      `${path} is damaged: remove it, and the cached answers of clients without keys are no longer found`,
    );
  return secret;
}

function readSecret(path: string): Buffer | undefined {
  try {
    return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The file gets its name once all of it is on disk: a full disk or a death in between must not leave half a secret
 * under it. Of two processes that start at once one gives its file the name, and both read that one.
 */
function makeSecret(dataDir: string, path: string): Buffer {
  makeFolder(dataDir, 0o700);
  const draft = `${path}.${process.pid}-${randomBytes(6).toString('hex')}`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    try {
      writeSync(file, randomBytes(SECRET_BYTES).toString('hex'));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    publish(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readSecret(path) ?? Buffer.alloc(0);
}

/** A link, unlike a rename, does not replace; where the file system has none, a copy that does not either. */
function publish(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
  }
}
