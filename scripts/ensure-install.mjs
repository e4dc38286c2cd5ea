// Runs before the README's commands, with nothing installed yet, on whatever Node the host has (18 or newer):
// installs the locked dependencies when they are absent or do not match package-lock.json.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.reprise-lock');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';

if (installed !== wanted) {
  process.stderr.write('Installing dependencies (once) …\n');
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      // onnxruntime-node would otherwise download its CUDA build; npm 10 and 11 read .npmrc, later ones this.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
      shell: process.platform === 'win32',
    });
  } catch {
    process.stderr.write('npm ci failed: see its message above. Nothing was started.\n');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

// What the scripts of package.json will find first.
const bundled = join(root, 'node_modules', '.bin', 'node');
const runtime = execFileSync(existsSync(bundled) ? bundled : 'node', ['--version'], {
  encoding: 'utf8',
}).trim();
const [major = 0, minor = 0] = runtime.slice(1).split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `Node ${runtime} is too old (22.19 or newer is needed) and the bundled runtime is missing.\n` +
      'Install scripts seem to be blocked: run `npm ci --ignore-scripts=false`, or use Node 22.19 or newer.\n',
  );
  process.exit(1);
}
