import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those on the way that are missing; one that is there stays as it is. Step by step, because Node's
 * own `recursive` never ends where the system has no such file to make, as under /proc (24.21.0).
 * @throws the system's error, or one that names the folder that takes no others
 */
export function makeFolder(folder: string, mode = 0o777): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (isFolder(folder)) return;
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    if (isFolder(parent))
      throw new Error(`${folder} cannot be made: ${parent} takes no folders`, { cause: error });
    makeFolder(parent, mode);
    makeFolder(folder, mode);
  }
}

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};
