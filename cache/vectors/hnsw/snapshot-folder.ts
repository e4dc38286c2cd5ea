import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonObject, listOr, makeFolder, objectOr, stringOr } from '#core';

/** What a snapshot says about its graph: record ids and checksums of their vectors, by label. */
export interface SnapshotLabels {
  /** Empty where the label is dead. */
  readonly ids: readonly string[];
  readonly sums: Uint32Array;
}

export interface Snapshot extends SnapshotLabels {
  readonly partition: string;
  /** The graph's file, checked. */
  readonly graphFile: string;
}

/**
 * Snapshots of graphs in one folder. Each is two files: the graph as the library writes it, under a name never used
 * before, and a list of its labels that names the graph file and its SHA-256. The list is put in place last, by a
 * rename: whoever reads finds the old pair or the new one.
 */
export interface SnapshotFolder {
  /**
   * Every snapshot that is whole and of this space; others are reported and removed. @param onRefused why one is not used
   */
  readonly read: (onRefused: (why: string) => void) => AsyncGenerator<Snapshot>;
  readonly write: (
    partition: string,
    labels: SnapshotLabels,
    writeGraph: (file: string) => Promise<void>,
  ) => Promise<void>;
  readonly forget: (partition: string) => Promise<void>;
}

export interface SnapshotFolderOptions {
  readonly dir: string;
  readonly spaceId: string;
  readonly dimensions: number;
}

const FORMAT = 'reprise-hnsw';
const VERSION = 1;
const LIST = '.labels';
const GRAPH = '.hnsw';
const PART = '.part';
/** Labels to a line of the list: a line is made in well under a millisecond or two, and searches go between. */
const LINE = 2_048;
const READ_BYTES = 1 << 20;
const OURS = /^[0-9a-f]{32}(-[0-9a-f-]{36})?\.(labels|hnsw)(\.part)?$/;

/** Whether there may be something to read; a folder that is not there has none. */
export function hasSnapshots(dir: string): boolean {
  try {
    return readdirSync(dir).some((file) => OURS.test(file));
  } catch {
    return false;
  }
}

export function createSnapshotFolder({ dir, spaceId, dimensions }: SnapshotFolderOptions): SnapshotFolder {
  const nameOf = (partition: string): string =>
    createHash('sha256').update(partition).digest('hex').slice(0, 32);
  const ours = async (): Promise<string[]> => (await readdir(dir)).filter((file) => OURS.test(file));

  const removeAll = async (files: readonly string[]): Promise<void> => {
    await Promise.all(files.map((file) => rm(join(dir, file), { force: true })));
  };

  const readOne = async (list: string): Promise<Snapshot> => {
    const lines = await readLines(join(dir, list));
    const head = objectOf(lines[0]);
    if (head.format !== FORMAT || head.version !== VERSION) throw new Error('its format is another');
    if (head.spaceId !== spaceId || head.dimensions !== dimensions)
      throw new Error('its embedding space is another');
    const graph = objectOr(head.graph);
    const partition = stringOr(head.partition, '');
    const file = stringOr(graph.file, '');
    const name = nameOf(partition);
    if (`${name}${LIST}` !== list || !OURS.test(file) || !file.startsWith(name))
      throw new Error('its name is another');
    const labels = labelsOf(lines.slice(1, -1));
    if (labels.ids.length !== head.labels) throw new Error('its list is cut');
    const graphFile = join(dir, file);
    if ((await checksum(graphFile)) !== graph.sha256) throw new Error('its graph is damaged');
    return { partition, graphFile, ...labels };
  };

  return {
    read: async function* (onRefused) {
      makeFolder(dir, 0o700);
      const files = await ours();
      const kept = new Set<string>();
      for (const list of files.filter((file) => file.endsWith(LIST))) {
        const name = list.slice(0, -LIST.length);
        try {
          const snapshot = await readOne(list);
          kept.add(list).add(snapshot.graphFile.slice(dir.length + 1));
          yield snapshot;
        } catch (error) {
          onRefused(
            `snapshot ${name} is not used: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      }
      await removeAll(files.filter((file) => !kept.has(file)));
    },

    write: async (partition, { ids, sums }, writeGraph) => {
      makeFolder(dir, 0o700);
      const name = nameOf(partition);
      const graphFile = `${name}-${randomUUID()}${GRAPH}`;
      const list = `${name}${LIST}`;
      try {
        await writeGraph(join(dir, graphFile + PART));
        await flush(join(dir, graphFile + PART));
        const graph = {
          file: graphFile,
          sha256: await checksum(join(dir, graphFile + PART)),
        };
        await rename(join(dir, graphFile + PART), join(dir, graphFile));
        const head = {
          format: FORMAT,
          version: VERSION,
          spaceId,
          dimensions,
          partition,
          labels: ids.length,
          graph,
        };
        await writeLines(join(dir, list + PART), linesOf(head, { ids, sums }));
        await rename(join(dir, list + PART), join(dir, list));
        await flush(dir).catch(() => {}); // not every system lets a folder be opened
      } catch (error) {
        await removeAll([graphFile + PART, graphFile, list + PART]);
        throw error;
      }
      const older = (await ours()).filter(
        (file) => file.startsWith(name) && file !== graphFile && file !== list,
      );
      await removeAll(older);
    },

    forget: async (partition) => {
      const name = nameOf(partition);
      await removeAll((await ours().catch(() => [])).filter((file) => file.startsWith(name)));
    },
  };
}

function* linesOf(head: JsonObject, { ids, sums }: SnapshotLabels): Generator<string> {
  yield JSON.stringify(head);
  for (let from = 0; from < ids.length; from += LINE) {
    const piece = sums.slice(from, from + LINE);
    yield JSON.stringify({
      ids: ids.slice(from, from + LINE),
      sums: Buffer.from(piece.buffer).toString('base64'),
    });
  }
}

function labelsOf(lines: readonly string[]): SnapshotLabels {
  const ids: string[] = [];
  const sums: number[] = [];
  for (const line of lines) {
    const piece = objectOf(line);
    for (const id of listOr(piece.ids)) ids.push(stringOr(id, ''));
    const bytes = new Uint8Array(Buffer.from(stringOr(piece.sums, ''), 'base64'));
    for (const sum of new Uint32Array(bytes.buffer)) sums.push(sum);
  }
  if (ids.length !== sums.length) throw new Error('its list is damaged');
  return { ids, sums: Uint32Array.from(sums) };
}

/** The last line is the SHA-256 of those before it. */
async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    const hash = createHash('sha256');
    for (const line of lines) {
      hash.update(line);
      await file.write(`${line}\n`);
    }
    await file.write(`${hash.digest('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** All lines, the last one checked against those before it. @throws Error when it is not theirs */
async function readLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  const file = await open(path, 'r');
  try {
    for await (const line of file.readLines()) lines.push(line);
  } finally {
    await file.close().catch(() => {});
  }
  const hash = createHash('sha256');
  for (const line of lines.slice(0, -1)) hash.update(line);
  if (lines.length < 2 || hash.digest('hex') !== lines.at(-1)) throw new Error('its list is damaged');
  return lines;
}

async function checksum(path: string): Promise<string> {
  const hash: Hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: READ_BYTES })) hash.update(piece);
  return hash.digest('hex');
}

async function flush(path: string): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    await file.sync();
  } finally {
    await file?.close();
  }
}

function objectOf(line: string | undefined): JsonObject {
  return objectOr(JSON.parse(line ?? 'null'));
}
