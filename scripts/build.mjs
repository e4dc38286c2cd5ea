// `npm run build`: sources to dist/ for the published package. dist/package.json gives dist its own
// subpath imports (#cache …), so they resolve to JavaScript there and to TypeScript in the sources.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit', shell: process.platform === 'win32' });

const { name, version, imports } = JSON.parse(readFileSync('package.json', 'utf8'));
const compiled = Object.fromEntries(
  Object.entries(imports).map(([key, path]) => [key, path.replace(/\.ts$/, '.js')]),
);
writeFileSync(
  'dist/package.json',
  `${JSON.stringify({ name, version, type: 'module', imports: compiled }, null, 2)}\n`,
);

for (const assets of ['embeddings/models', 'bench/traffic', 'cache/decision/bundled.json'])
  cpSync(assets, `dist/${assets}`, { recursive: true });
chmodSync('dist/src/main.js', 0o755);
