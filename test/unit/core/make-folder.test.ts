import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder } from '#core';

describe('making a folder', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'reprise-folder-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('makes those on the way too, for the owner only where asked to', () => {
    const folder = join(root, 'a', 'b', 'c');
    makeFolder(folder, 0o700);
    for (const made of [join(root, 'a'), folder]) expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  test('one that is there stays as it is', () => {
    const folder = join(root, 'd');
    makeFolder(folder, 0o750);
    makeFolder(folder, 0o700);
    expect(statSync(folder).mode & 0o777).toBe(0o750);
  });

  test('a file in its place, or on the way, is an error', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow(/EEXIST/);
    expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR/);
  });

  test.skipIf(!existsSync('/proc/self'))(
    'a place that takes no folders is an error, not a wait for ever',
    () => {
      for (const folder of ['/proc/nothing', '/proc/nothing/below'])
        expect(() => makeFolder(folder)).toThrow(/\/proc\/nothing cannot be made: \/proc takes no folders/);
    },
  );
});
