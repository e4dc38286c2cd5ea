import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLocalEmbedder, fetchModel } from '#embeddings';

const BUNDLED = 'embeddings/models/all-MiniLM-L6-v2';
let hub: Server;
let address: string;
let asked: string[];
let cutAt: string | undefined;
let modelsDir: string;

/** A stand-in for a model hub that has one model, the bundled one under another name. */
beforeEach(async () => {
  asked = [];
  cutAt = undefined;
  modelsDir = mkdtempSync(join(tmpdir(), 'reprise-models-'));
  hub = createServer((request, response) => {
    asked.push(request.url ?? '');
    const file = /^\/owner\/encoder\/resolve\/main\/(.+)$/.exec(request.url ?? '')?.[1];
    if (file === undefined) return void response.writeHead(404).end();
    const bytes = readFileSync(join(BUNDLED, file));
    response.writeHead(200, { 'content-length': bytes.length });
    if (file === cutAt) response.write(bytes.subarray(0, 10), () => response.destroy());
    else response.end(bytes);
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => hub.close(resolve));
  rmSync(modelsDir, { recursive: true });
});

it('fetches a model of a hub once, tells how far it is, and the embedder reads it', async () => {
  const seen = new Map<string, number>();
  const onProgress = (file: string, bytes: number) => void seen.set(file, bytes);
  const folder = await fetchModel({ model: 'owner/encoder', modelsDir, hub: address, onProgress });
  expect(seen.get('onnx/model_quantized.onnx')).toBe(23_417_492);
  const embedder = createLocalEmbedder({ folder });
  const [embedding] = await embedder.embed(['hello'], AbortSignal.timeout(30_000));
  expect(embedding?.vector).toHaveLength(384);
  await embedder.close();

  const before = asked.length;
  expect(await fetchModel({ model: 'owner/encoder', modelsDir, hub: address })).toBe(folder);
  expect(asked).toHaveLength(before);
});

it('keeps no file that broke off, and says what to do', async () => {
  cutAt = 'tokenizer.json';
  const fetching = fetchModel({ model: 'owner/encoder', modelsDir, hub: address });
  await expect(fetching).rejects.toMatchObject({ code: 'embedder-model', message: /cache\.embedder\.model/ });
  expect(existsSync(join(modelsDir, 'owner', 'encoder', 'tokenizer.json'))).toBe(false);
});

it('a model the hub does not have is an error that names it', async () => {
  const fetching = fetchModel({ model: 'owner/nothing', modelsDir, hub: address });
  await expect(fetching).rejects.toMatchObject({ message: /owner\/nothing.*404/ });
});

it.each(['all-MiniLM-L6-v2', BUNDLED, './models/mine', '/srv/models/mine'])(
  '%s is no name of a hub',
  async (model) => {
    expect(await fetchModel({ model, modelsDir, hub: address })).toBe(model);
    expect(asked).toEqual([]);
  },
);
