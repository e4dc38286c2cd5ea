// `npm run check`: every static check side by side; prints what failed, exits 1 if any did.
import { spawn } from 'node:child_process';

const checks = {
  biome: ['biome', 'ci', '--error-on-warnings', '--colors=off', '.'],
  types: ['tsc', '--noEmit'],
  promises: ['eslint', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'],
  layers: [
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'src',
    'cache',
    'embeddings',
    'providers',
    'workers',
    'bench',
  ],
  dead: ['knip', '--no-progress'],
};

const run = (name, [command, ...args]) =>
  new Promise((resolve) => {
    const started = performance.now();
    let output = '';
    const child = spawn(command, args, { shell: process.platform === 'win32' });
    child.stdout.on('data', (bytes) => {
      output += bytes;
    });
    child.stderr.on('data', (bytes) => {
      output += bytes;
    });
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });

const results = await Promise.all(Object.entries(checks).map(([name, command]) => run(name, command)));
process.exitCode = results.every(Boolean) ? 0 : 1;
