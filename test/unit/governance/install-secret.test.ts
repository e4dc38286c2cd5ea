import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installSecret } from '../../../src/governance/install-secret.ts';

const PROGRAM = new URL('../../../src/governance/install-secret.ts', import.meta.url).href;
const script = (folder: string): string =>
  `import(${JSON.stringify(PROGRAM)}).then((m) => console.log(m.installSecret(${JSON.stringify(folder)}).toString('hex')))`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('[C2] the secret of an installation', () => {
  it('is made once, for its owner only, and is the same from then on', () => {
    const secret = installSecret(folder);
    expect(secret).toHaveLength(32);
    expect(installSecret(folder)).toEqual(secret);
    expect(readdirSync(folder)).toEqual(['secret.key']);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
  });

  it('is one for all processes that start at once', async () => {
    const run = promisify(execFile);
    const all = await Promise.all(
      Array.from({ length: 4 }, () => run(process.execPath, ['-e', script(folder)])),
    );
    expect(new Set(all.map(({ stdout }) => stdout.trim())).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['secret.key']);
  });

  it.skipIf(process.platform === 'win32')('is not left half written by a full disk', () => {
    // A file size limit of nothing fails the write as a full disk does, once the file is there.
    const limited = `trap '' XFSZ; ulimit -f 0; exec "$0" -e "$1"`;
    expect(() =>
      execFileSync('bash', ['-c', limited, process.execPath, script(folder)], { stdio: 'pipe' }),
    ).toThrow();
    expect(readdirSync(folder)).toEqual([]);
    expect(installSecret(folder)).toHaveLength(32);
  });

  it('that is damaged is refused with the name of its file, and left as it is', () => {
    writeFileSync(join(folder, 'secret.key'), 'abc');
    expect(() => installSecret(folder)).toThrow(/secret\.key is damaged/);
    expect(readFileSync(join(folder, 'secret.key'), 'utf8')).toBe('abc');
  });
});
