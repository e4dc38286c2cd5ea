import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ChildGateway, endChild, startChildGateway } from '../kit/child-gateway.ts';
import { readComposeFile } from '../kit/compose-file.ts';
import { describeWithRedis, freePort } from '../kit/redis.ts';
import { until } from '../kit/until.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-deploy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const exitCode = (file: string, args: readonly string[], env = {}): Promise<number> =>
  new Promise((resolve) => {
    const child = execFile(file, args, { env: { PATH: process.env.PATH, ...env } }, () => {});
    child.once('exit', (code) => resolve(code ?? -1));
  });

describe('the health check of the image', () => {
  const check = (port: string) =>
    exitCode(process.execPath, ['deploy/healthcheck.mjs'], { REPRISE_PORT: port });
  let gateway: ChildGateway | undefined;
  afterEach(() => endChild(gateway));

  test('is well while a gateway serves, and not once it is gone', async () => {
    gateway = await startChildGateway(folder, {});
    const { port } = new URL(gateway.url);
    expect(await check(port)).toBe(0);
    await endChild(gateway);
    expect(await check(port)).toBe(1);
  });

  test.each([
    ['a gateway that is stopping', (_request, response) => void response.writeHead(503).end('{}')],
    ['a gateway that hangs', () => {}],
  ] satisfies [string, RequestListener][])('is not well with %s', async (_what, answer) => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      expect(await check(String((server.address() as AddressInfo).port))).toBe(1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('looks at the port by its long name too', async () => {
    gateway = await startChildGateway(folder, {});
    const env = { REPRISE_PORT: '1', REPRISE_SERVER__PORT: new URL(gateway.url).port };
    expect(await exitCode(process.execPath, ['deploy/healthcheck.mjs'], env)).toBe(0);
  });
});

describe('pruning the packages of the image', () => {
  const here = `${process.platform}/${process.arch}`;
  const plant = (modules: string, paths: readonly string[]) => {
    for (const path of paths) {
      mkdirSync(dirname(join(modules, path)), { recursive: true });
      writeFileSync(join(modules, path), '');
    }
  };
  const prune = (modules: string) => spawnSync(process.execPath, ['deploy/prune-packages.mjs', modules]);

  test('keeps what this system loads and takes what only others do', () => {
    const modules = join(folder, 'pruned');
    const kept = [
      `onnxruntime-node/bin/napi-v6/${here}/onnxruntime_binding.node`,
      'onnxruntime-node/dist/index.js',
      `better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`,
      'hnswlib-node/build/Release/addon.node',
    ];
    plant(modules, [
      ...kept,
      'onnxruntime-node/bin/napi-v6/other/x64/onnxruntime_binding.node',
      `onnxruntime-node/bin/napi-v6/${process.platform}/other/onnxruntime_binding.node`,
      'better-sqlite3/prebuilds/other-x64.node',
      'better-sqlite3/deps/sqlite3.c',
      'hnswlib-node/build/Release/obj.target/addon.o',
      'onnxruntime-web/dist/ort.wasm',
    ]);
    expect(prune(modules).status).toBe(0);
    expect(
      globSync(['**/*.js', '**/*.node', '**/*.o', '**/*.c', '**/*.wasm'], { cwd: modules }).toSorted(),
    ).toEqual(kept.toSorted());
  });

  test('is about packages that are laid out like this', () => {
    expect(globSync(`node_modules/onnxruntime-node/bin/napi-v*/${here}/*.node`)).not.toEqual([]);
    expect(existsSync(`node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`)).toBe(
      true,
    );
    expect(existsSync('node_modules/better-sqlite3/deps')).toBe(true);
    expect(existsSync('node_modules/onnxruntime-web')).toBe(true);
  });

  test('touches no folder that is not one of packages', () => {
    plant(folder, ['elsewhere/onnxruntime-web/index.js']);
    expect(prune(join(folder, 'elsewhere')).status).toBe(1);
    expect(existsSync(join(folder, 'elsewhere/onnxruntime-web/index.js'))).toBe(true);
  });
});

const CLI = 'redis-cli';

describeWithRedis('a Redis started as the compose file says', () => {
  const { services } = readComposeFile();
  let server: ChildProcess | undefined;
  let port = 0;
  const stop = async () => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  afterEach(stop);

  /** The command of the service, on a port and in a folder of the test's own. */
  const start = async (name: string): Promise<void> => {
    port = await freePort();
    const [program = '', ...args] = String(services[name]?.command).split(' ');
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
    server = spawn(program, [...args, ...place], { stdio: 'ignore' });
    await until(`${name} answers`, async () => (await cli('ping')).includes('PONG'));
  };
  const cli = (...args: string[]): Promise<string> =>
    new Promise((resolve) => execFile(CLI, ['-p', String(port), ...args], (_error, out) => resolve(out)));
  const settings = (...names: string[]) =>
    Promise.all(names.map(async (name) => (await cli('config', 'get', name)).split('\n')[1]));

  test('keeps every job of the queue', async () => {
    await start('redis-queue');
    expect(await settings('maxmemory-policy', 'appendonly', 'appendfsync', 'maxmemory')).toEqual([
      'noeviction',
      'yes',
      'everysec',
      String(384 * 2 ** 20),
    ]);
  });

  test('makes room among the entries', async () => {
    await start('redis-entries');
    expect(await settings('maxmemory-policy', 'appendonly', 'save', 'maxmemory')).toEqual([
      'allkeys-lfu',
      'no',
      '300 1000',
      String(2 ** 30),
    ]);
  });

  test('is well while it answers, and not when it is gone', async () => {
    await start('redis-queue');
    const [how, command = ''] = services['redis-queue']?.healthcheck?.test ?? [];
    expect(how).toBe('CMD-SHELL');
    const check = () => exitCode('sh', ['-c', command.replace('redis-cli', `redis-cli -p ${port}`)]);
    expect(await check()).toBe(0);
    await stop();
    expect(await check()).not.toBe(0);
  });
});
