import { expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';
import { allSettings } from '../../../src/config/schema-node.ts';
import { settingsPage } from '../../../src/config/settings-page.ts';

it('docs/configuration.md is what the schema says (`npx vitest run -u` writes it anew)', async () => {
  await expect(settingsPage()).toMatchFileSnapshot('../../../docs/configuration.md');
});

it('gives every setting that holds a value a meaning', () => {
  const silent = allSettings().filter(
    ({ node }) => node.properties === undefined && node.description === undefined,
  );
  expect(silent.map(({ path }) => path.join('.'))).toEqual([]);
});

it('states defaults that a load without any configuration has', () => {
  const { config } = loadConfig({ env: {}, cwd: '/nonexistent' });
  for (const { path, node } of allSettings()) {
    if (path.includes('<name>') || path.includes('[]') || node.properties !== undefined) continue;
    if (path[0] === 'providers' || node.derived !== undefined) continue;
    const value = path.reduce<unknown>((part, step) => Reflect.get(Object(part), step), config);
    expect(value, path.join('.')).toEqual(node.default);
  }
});
