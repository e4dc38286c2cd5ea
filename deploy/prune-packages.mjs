// Removes from a node_modules folder what a Linux image never loads: runtimes of other systems and processors, the
// browser's runtime, sources of what is compiled. More than half of its size.
//   node prune-packages.mjs <node_modules>
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const modules = process.argv[2];
if (modules === undefined || !existsSync(join(modules, 'onnxruntime-node'))) {
  process.stderr.write('Which node_modules folder? It has to hold onnxruntime-node.\n');
  process.exit(1);
}

const remove = (...path) => rmSync(join(modules, ...path), { recursive: true, force: true });
const namesIn = (...path) => {
  const folder = join(modules, ...path);
  return existsSync(folder) ? readdirSync(folder) : [];
};

for (const version of namesIn('onnxruntime-node', 'bin'))
  for (const system of namesIn('onnxruntime-node', 'bin', version))
    for (const processor of namesIn('onnxruntime-node', 'bin', version, system))
      if (system !== process.platform || processor !== process.arch)
        remove('onnxruntime-node', 'bin', version, system, processor);

for (const prebuilt of namesIn('better-sqlite3', 'prebuilds'))
  if (prebuilt !== `${process.platform}-${process.arch}.node`)
    remove('better-sqlite3', 'prebuilds', prebuilt);

remove('better-sqlite3', 'deps'); // SQLite's own sources
remove('hnswlib-node', 'build', 'Release', 'obj.target');
remove('onnxruntime-web'); // the bundle of transformers.js for Node has what it needs of it
