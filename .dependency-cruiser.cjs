// The layers of docs/architecture.md, held by `npm run check`.
const DOMAIN = ['cache', 'embeddings', 'providers', 'workers'];
const ROOTS = '^(src/main\\.ts|src/compose(\\.ts|/)|src/cli/|workers/main\\.ts|bench/|test/)';

const vendor = (name, path, homes) => ({
  name: `vendor-${name}`,
  comment: `${name} is used only where it is adapted: ${homes.join(', ')}`,
  severity: 'error',
  from: { path: '^(src|cache|embeddings|providers|workers)/', pathNot: homes.map((home) => `^${home}`) },
  to: { path: `node_modules/${path}/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'kernel-imports-nothing',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^(src|cache|embeddings|providers|workers|bench)/', pathNot: '^src/core/' },
    },
    ...DOMAIN.map((room) => ({
      name: `domain-${room}-meets-only-as-types`,
      comment: 'domain rooms know each other only as types',
      severity: 'error',
      from: { path: `^${room}/`, pathNot: ROOTS },
      to: {
        path: `^(${DOMAIN.filter((other) => other !== room).join('|')}|src)/`,
        pathNot: '^src/core/',
        dependencyTypesNot: ['type-only'],
      },
    })),
    {
      name: 'use-cases-know-ports-only',
      comment: 'gateway, routing and governance take adapters as arguments; they never import one',
      severity: 'error',
      from: { path: '^src/(gateway|routing|governance)/' },
      to: {
        path: '^(cache|embeddings|providers|workers|src/(http|admin|storage|observability))/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'reports-are-drawings',
      comment: 'pages, plots and tables know nothing of what they show',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^(src|cache|embeddings|providers|workers|bench)/', pathNot: '^src/(core|report)/' },
    },
    {
      name: 'simulation-replays-the-cache-alone',
      comment: 'embedder, dialects and prices are handed to it; what it runs is the code of the cache',
      severity: 'error',
      from: { path: '^src/simulate/' },
      to: {
        path: '^(src|embeddings|providers|workers|bench)/',
        pathNot: '^src/(core|report|simulate)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'tuning-knows-the-decision-alone',
      comment: 'embedder and scorer are handed to it',
      severity: 'error',
      from: { path: '^src/tune/' },
      to: {
        path: '^(src|embeddings|providers|workers|bench)/',
        pathNot: '^src/(core|report|tune)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'edges-are-not-imported',
      comment: 'http and admin call inwards, never the reverse',
      severity: 'error',
      from: { path: '^(src|cache|embeddings|providers|workers)/', pathNot: [ROOTS, '^src/(http|admin)/'] },
      to: { path: '^src/(http|admin)/' },
    },
    {
      name: 'only-roots-construct',
      severity: 'error',
      from: { path: '^(src|cache|embeddings|providers|workers)/', pathNot: ROOTS },
      to: { path: '^src/(compose(\\.ts|/)|main\\.ts|cli/)' },
    },
    {
      name: 'rooms-have-one-door',
      comment: 'across rooms, import the index through its subpath (#cache, #core …)',
      severity: 'error',
      from: {
        path: '^(src/[^/]+|cache|embeddings|providers|workers)/',
        pathNot: '^src/(main\\.ts|compose(\\.ts|/)|cli/)',
      },
      to: { path: '^(src/[^/]+|cache|embeddings|providers|workers)/.+', pathNot: ['^$1/', '/index\\.ts$'] },
    },
    { name: 'tests-stay-out', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    vendor('fastify', '(fastify|@fastify/[^/]+)', ['src/http/', 'src/admin/']),
    vendor('undici', 'undici', ['providers/']),
    vendor('transformers', '(@xenova|@huggingface|onnxruntime-[^/]+)', ['embeddings/']),
    vendor('sqlite', '(better-sqlite3|kysely)', ['src/storage/']),
    vendor('pino', 'pino', ['src/observability/']),
    vendor('prometheus', 'prom-client', ['src/observability/']),
    vendor('schema', '(typebox|ajv|yaml)', [
      'src/config/',
      'src/http/',
      'src/admin/',
      'cache/write/schema-check.thread.ts',
      'cache/decision/',
    ]),
    vendor('commander', 'commander', ['src/cli/']),
    vendor('sse', 'eventsource-parser', ['providers/']),
    vendor('weaviate', 'weaviate-client', ['cache/']),
    vendor('redis', 'ioredis', ['cache/', 'workers/', 'src/governance/']),
    vendor('bullmq', 'bullmq', ['workers/']),
    vendor('postgres', 'pg', ['cache/', 'src/storage/']),
    vendor('hnsw', 'hnswlib-node', ['cache/']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules/\\.cache)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
