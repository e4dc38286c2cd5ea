import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '#config';
import { readComposeFile } from '../kit/compose-file.ts';
import { type Instruction, reachesBuilder, readStages } from '../kit/docker-files.ts';

const stages = readStages();
const last = stages.at(-1) ?? [];
const named = (name: string, stage: readonly Instruction[] = last) =>
  stage.filter((instruction) => instruction.name === name).map(({ rest }) => rest);
const environment = Object.fromEntries(
  named('ENV').flatMap((rest) => [...rest.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])),
) as Record<string, string>;

describe('the image', () => {
  test('is made of one version of Node, one that the package accepts', () => {
    const images = stages.map(([from]) => from?.rest.split(' ')[0] ?? '');
    const [, major, minor] = /^node:(\d+)\.(\d+)\.\d+-[a-z]+$/.exec(images[0] ?? '') ?? [];
    for (const image of images) expect([images[0], `${images[0]}-slim`]).toContain(image);
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    const [, leastMajor, leastMinor] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
    expect(Number(major) * 1000 + Number(minor)).toBeGreaterThanOrEqual(
      Number(leastMajor) * 1000 + Number(leastMinor),
    );
  });

  test('ends without the tools that it was built with', () => {
    expect(last[0]?.rest).toMatch(/-slim$/);
    expect(named('COPY').filter((rest) => rest.includes('--from=')).length).toBe(2);
    expect(named('RUN').join()).not.toMatch(/apt-get|npm/);
  });

  test('runs as a user that is a number and not root', () => {
    const users = named('USER');
    expect(users).toHaveLength(1);
    expect(users[0]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const names = last.map(({ name }) => name);
    expect(names.indexOf('USER')).toBeLessThan(names.indexOf('ENTRYPOINT'));
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
  });

  test('listens where it says, keeps its data where it says, and is stopped by what the program hears', () => {
    const { config } = loadConfig({ env: { ...environment, REPRISE_AUTH__OPEN: 'always' }, cwd: '/' });
    expect(config.server.host).toBe('0.0.0.0');
    expect(named('EXPOSE')).toEqual([String(config.server.port)]);
    expect(named('VOLUME')).toEqual([config.dataDir]);
    expect(named('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(environment.NODE_ENV).toBe('production');
  });

  test('serves nobody until somebody says whom', () => {
    expect(() => loadConfig({ env: environment, cwd: '/' })).toThrow();
  });

  test('starts what the package starts, and the gateway if nothing else is said', () => {
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(named('ENTRYPOINT').map((list) => JSON.parse(list))).toEqual([['node', bin.reprise]]);
    expect(named('CMD')).toEqual([JSON.stringify(['start'])]);
    for (const { command } of Object.values(readComposeFile().services).filter(({ build }) => build))
      expect(command ?? ['start']).toEqual([expect.stringMatching(/^(start|worker)$/)]);
  });

  test('checks its health with a file that is in it, as the services of the compose file do', () => {
    expect(named('HEALTHCHECK')[0]).toMatch(/CMD \["node", "healthcheck.mjs"\]$/);
    expect(named('COPY').join()).toContain('deploy/healthcheck.mjs');
    for (const { build, healthcheck } of Object.values(readComposeFile().services))
      if (build !== undefined) expect(healthcheck?.test).toEqual(['CMD', 'node', 'healthcheck.mjs']);
  });
});

describe('what the builder gets', () => {
  const copied = stages
    .flatMap((stage) => named('COPY', stage))
    .filter((rest) => !rest.startsWith('--from='))
    .flatMap((rest) => rest.split(' ').slice(0, -1))
    .filter((path) => path !== '.');

  test('everything that is copied', () => {
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) {
      expect(existsSync(path)).toBe(true);
      expect(reachesBuilder(path)).toBe(true);
    }
  });

  test('everything that the build reads', () => {
    const { include } = JSON.parse(readFileSync('tsconfig.build.json', 'utf8')) as { include: string[] };
    const sources = include.flatMap((room) => globSync(`${room}/**/*.ts`));
    expect(sources.length).toBeGreaterThan(100);
    const others = [
      ...globSync('embeddings/models/**/*.json'),
      ...globSync('bench/traffic/*'),
      'scripts/build.mjs',
    ];
    for (const path of [...sources, ...others, 'tsconfig.json', 'tsconfig.build.json'])
      expect([path, reachesBuilder(path)]).toEqual([path, true]);
  });

  test.each([
    '.env',
    '.env.production',
    'src/.env',
    '.git/config',
    '.reprise/secret.key',
    'node_modules/undici/index.js',
    'dist/src/main.js',
    'reprise.config.yaml',
    'test/kit/keys.ts',
    'docker-compose.yml',
    'bench/results/speed.json',
  ])('never %s', (path) => {
    expect(reachesBuilder(path)).toBe(false);
  });
});
