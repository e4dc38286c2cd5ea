import { type Static, Type } from 'typebox';

/**
 * Every setting, its meaning, default and range: the one place. The loader, the editor schema and
 * docs/configuration.md are made from it. Annotations of our own: `secret` (the value is never shown, or not the
 * `credentials` of a URL), `later` (what is
 * not available yet), `laterValues` (accepted one day), `derived` (the default in words, where it
 * is no constant) and `expected` (what to say of a wrong value).
 */

/** Longest wait a Node timer can hold; a longer one would fire at once. */
const LONGEST_MS = 2_147_483_647;
const TEN_YEARS_SECONDS = 315_360_000;
/** Each has a vector, and one memory of 4 GiB holds no more of the bundled model's. */
const MOST_ENTRIES = 2_796_000;
/** The model that is in the package, and that the bundled bound was measured with. */
export const BUNDLED_MODEL = 'all-MiniLM-L6-v2';
export const BUNDLED_VERIFIER = 'reprise-verifier';

/** Node is on every machine that runs the gateway, so the command that makes a hash is Node's. */
const HASH_EXPECTED =
  "the key's hash, sha256: and 64 hexadecimal digits; make it with: " +
  `node -p "'sha256:' + crypto.createHash('sha256').update(process.argv[1]).digest('hex')" THE_KEY`;

type Options = Record<string, unknown>;

const section = <P extends Parameters<typeof Type.Object>[0]>(properties: P, options: Options = {}) =>
  Type.Object(properties, { additionalProperties: false, default: {}, ...options });
const item = <P extends Parameters<typeof Type.Object>[0]>(properties: P, options: Options = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });
const text = (description: string, options: Options = {}) =>
  Type.String({ minLength: 1, description, ...options });
const whole = (description: string, minimum: number, maximum: number, value: number) =>
  Type.Integer({ description, minimum, maximum, default: value });
const oneOf = <const V extends string[]>(
  description: string,
  values: readonly [...V],
  options: Options = {},
) => Type.Enum(values, { description, ...options });
const orNull = <T>(type: string, description: string, options: Options = {}) =>
  Type.Unsafe<T | null>({ type: [type, 'null'], description, default: null, ...options });
/** Where a service is; printed without the user and password in it. */
const serviceUrl = (description: string) =>
  orNull<string>('string', description, { minLength: 1, secret: 'credentials' });
/** A setting whose feature is not available yet: only the value that leaves it off is accepted. */
const notYet = <const V extends string | number | null>(value: V, later: string) =>
  Type.Unsafe<V>({ const: value, default: value, later, description: `Reserved for ${later}.` });

/** Larger error budgets are no cache. */
const MOST_ERRORS = 0.5;
const MATCHES = ['semantic', 'exact', 'off'] as const;

const auth = section({
  keys: Type.Array(
    item({
      name: text('Name of the key in logs and reports; unique.'),
      hash: text('SHA-256 of the key, never the key itself: `sha256:` and 64 hexadecimal digits.', {
        pattern: '^sha256:[0-9a-fA-F]{64}$',
        expected: HASH_EXPECTED,
        secret: true,
      }),
      team: orNull<string>('string', 'Team the key belongs to.', { minLength: 1 }),
      customer: orNull<string>('string', 'Customer the key belongs to.', { minLength: 1 }),
      models: Type.Array(Type.String({ minLength: 1 }), {
        description: 'Models the key may ask for; `*` is all of them.',
        minItems: 1,
        default: ['*'],
      }),
    }),
    { description: 'Keys that applications present to this gateway.', default: [] },
  ),
  secret: orNull<string>(
    'string',
    'What clients without a key of this gateway are told apart with, in hashed form. At least 32 characters. Gateways that share a cache need the same; null is one of its own in `dataDir`.',
    { minLength: 32, secret: true, expected: 'a secret of at least 32 characters' },
  ),
  open: oneOf(
    'Who is served while there are no keys: callers of a loopback address, nobody, or everybody.',
    ['loopback', 'never', 'always'],
    { default: 'loopback' },
  ),
});

const provider = item({
  type: oneOf('Wire format the provider speaks.', ['openai', 'anthropic'], {
    derived: 'the name, for `openai` and `anthropic`',
    later: 'other provider types',
    laterValues: ['azure', 'azure-openai', 'bedrock', 'cohere', 'gemini', 'google', 'mistral', 'vertex'],
  }),
  baseUrl: Type.Optional(
    text('Where the provider is: with `/v1` for type `openai`, without for `anthropic`, as in their SDKs.', {
      derived: '`https://api.openai.com/v1` or `https://api.anthropic.com`',
    }),
  ),
  keys: Type.Array(
    item({
      name: text('Name of the key in logs; unique within the provider.'),
      value: text('The key.', { secret: true }),
      weight: Type.Number({
        description: 'Share of the requests, relative to the other keys.',
        minimum: 0,
        maximum: 1_000_000,
        default: 1,
      }),
    }),
    {
      description: "Keys of the provider. With none, the client's own credential passes through.",
      default: [],
    },
  ),
  timeouts: section({
    connectMs: whole('Longest wait for a connection.', 1, LONGEST_MS, 5_000),
    firstTokenMs: whole('Longest wait for the first byte of an answer.', 1, LONGEST_MS, 60_000),
    idleMs: whole('Longest silence within an answer.', 1, LONGEST_MS, 60_000),
    totalMs: whole('Longest time for a whole answer.', 1, LONGEST_MS, 600_000),
  }),
  maxConnections: whole('Connections held to the provider at most.', 1, 65_535, 256),
  streamUsage: Type.Boolean({
    description:
      'Whether `stream_options.include_usage` is added to streams whose client did not ask for usage, so that their tokens are counted; `false` for a server of type `openai` that refuses the field. Type `anthropic` needs no such field.',
    expected: 'true or false',
    default: true,
  }),
});

const route = item({
  model: text('The model name that clients ask for.'),
  strategy: oneOf('How a target is chosen: `priority` takes the first that works.', ['priority'], {
    default: 'priority',
    later: 'other strategies',
    laterValues: ['weighted', 'latency', 'least-busy', 'cost', 'sticky'],
  }),
  targets: Type.Array(
    item({
      provider: text('Name of a provider.'),
      model: text("The provider's own name of the model."),
      weight: Type.Number({
        description: 'Share of the requests; strategy `priority` does not read it.',
        minimum: 0,
        maximum: 1_000_000,
        default: 1,
      }),
    }),
    { description: 'Where requests go, in order of preference.', minItems: 1 },
  ),
  retries: whole('Further attempts after the first one failed.', 0, 10, 2),
  unsupported: oneOf(
    "What happens to a field that the target's API cannot express: the request is refused with 400, or the field is left out and named in `x-reprise-dropped`.",
    ['reject', 'drop'],
    { default: 'reject' },
  ),
  cache: section({
    match: Type.Optional(
      oneOf('How cached answers are matched on this route.', MATCHES, { derived: '`cache.match`' }),
    ),
    ttlSeconds: Type.Optional(
      Type.Integer({
        description: 'How long an answer of this route is served.',
        minimum: 1,
        maximum: TEN_YEARS_SECONDS,
        derived: '`cache.ttlSeconds.default`',
      }),
    ),
    timeBoundTtlSeconds: Type.Optional(
      Type.Integer({
        description: 'How long an answer of the moment is served on this route.',
        minimum: 1,
        maximum: TEN_YEARS_SECONDS,
        derived: '`cache.ttlSeconds.timeBound`',
      }),
    ),
    classify: Type.Optional(
      Type.Boolean({
        description: 'Whether requests of this route are told apart by what they want.',
        expected: 'true or false',
        derived: '`cache.classify`',
      }),
    ),
    errorBudget: Type.Optional(
      Type.Number({
        description: 'Wrong answers per served hit that are accepted on this route.',
        exclusiveMinimum: 0,
        maximum: MOST_ERRORS,
        derived: '`cache.errorBudget`',
      }),
    ),
    verify: Type.Optional(
      oneOf(
        'Whether a chat model is asked on this route about what is likely and not sure: `local` does not ask.',
        ['local', 'serial', 'race'],
        { derived: '`cache.verify.mode`' },
      ),
    ),
  }),
});

const cache = section({
  mode: oneOf('`shadow` looks up and reports, but serves nothing from the cache.', ['on', 'shadow', 'off'], {
    default: 'on',
  }),
  match: oneOf('How cached answers are matched.', MATCHES, { default: 'semantic' }),
  scope: oneOf(
    'Who shares cached answers. Without keys of the gateway it is the credential that the client sends.',
    ['key', 'team', 'customer', 'credential', 'global'],
    { default: 'team' },
  ),
  errorBudget: Type.Number({
    description:
      'Wrong answers per served hit that are accepted: 0.01 is one in a hundred. The gateway works out how sure a hit must be.',
    exclusiveMinimum: 0,
    maximum: MOST_ERRORS,
    default: 0.01,
  }),
  bound: orNull<number>(
    'number',
    'Lowest cosine similarity that is served, for those who want a number instead of `errorBudget`; vetoes still apply.',
    {
      exclusiveMinimum: 0,
      maximum: 1,
    },
  ),
  verify: section({
    mode: oneOf(
      '`local` reads near candidates with a model in this process before one is served; `off` decides without reading. `serial` and `race` read locally first and then ask a chat model (`cache.verify.chat`) about what is likely and not sure: `serial` waits for it, `race` asks the provider at the same time.',
      ['local', 'off', 'serial', 'race'],
      { default: 'local' },
    ),
    model: text('The bundled verifier by name, or a folder that holds one.', { default: BUNDLED_VERIFIER }),
    threads: whole('Threads that read.', 1, 64, 1),
    maxReadings: whole('Candidates that are read for one question at most.', 1, 5, 5),
    timeoutMs: whole(
      'Longest time for all readings of one question; what is not read by then is not served.',
      1,
      60_000,
      40,
    ),
    chat: section({
      model: orNull<string>(
        'string',
        'Chat model that is asked by `serial` and `race`: `provider/model`, or the name of a route.',
        { minLength: 1 },
      ),
      deadlineMs: whole('Longest wait for its verdict; without one the provider answers.', 1, 60_000, 2_000),
      greyFloor: Type.Number({
        description: 'Least probability, as the decision saw it, of a candidate that it is asked about.',
        minimum: 0,
        maximum: 1,
        default: 0.3,
      }),
    }),
  }),
  classify: Type.Boolean({
    description:
      'Whether requests are told apart by what they want: what depends on the moment or on the person is matched exactly, and what tells to do something is not cached. `false` treats all alike, for applications whose texts are no requests (a classifier of messages).',
    expected: 'true or false',
    default: true,
  }),
  ttlSeconds: section({
    default: whole('How long an answer is served.', 1, TEN_YEARS_SECONDS, 86_400),
    timeBound: orNull<number>(
      'integer',
      'How long an answer of the moment (weather, news, prices) is served; with it such questions are matched by meaning, null matches them exactly only.',
      { minimum: 1, maximum: TEN_YEARS_SECONDS },
    ),
  }),
  maxEntries: whole(
    'Cached answers at most, in `dataDir` or PostgreSQL; Redis has a bound of its own (`maxmemory`).',
    1,
    MOST_ENTRIES,
    100_000,
  ),
  maxBytes: whole(
    'Size of the cached answers at most, in bytes; likewise.',
    1,
    Number.MAX_SAFE_INTEGER,
    1_073_741_824,
  ),
  lookupTimeoutMs: whole('A lookup that takes longer is given up; the provider answers.', 1, 60_000, 50),
  staleWhileRevalidateSeconds: notYet(0, 'serving stale answers while they are renewed'),
  staleIfErrorSeconds: notYet(0, 'serving stale answers when providers fail'),
  usage: oneOf('Token usage that a hit reports: as the provider counted it, or zero.', ['upstream', 'zero'], {
    default: 'upstream',
  }),
  embedder: section({
    type: oneOf(
      'What turns questions into vectors: a model in this process, or a provider.',
      ['local', 'openai', 'openai-compatible', 'cohere', 'gemini'],
      { default: 'local', later: 'other embedders', laterValues: ['static', 'voyage', 'bedrock'] },
    ),
    model: text(
      "For `local` the bundled model by name, a folder that holds one, or `owner/name` of a model hub, which is fetched once into the data folder; otherwise the provider's name of the model.",
      { default: BUNDLED_MODEL },
    ),
    threads: whole('Threads that compute embeddings; `local` only.', 1, 64, 1),
    baseUrl: orNull<string>(
      'string',
      "Where the provider's embeddings are, as in its SDK; null is the provider's own address.",
      { minLength: 1 },
    ),
    apiKey: orNull<string>(
      'string',
      'Key for it; null takes the first key of `providers.openai` for type `openai`, and none for `openai-compatible`.',
      { minLength: 1, secret: true },
    ),
    dimensions: orNull<number>('integer', "Length of the vectors, where it is not the model's usual one.", {
      minimum: 2,
      maximum: 16_384,
    }),
    maxTokens: orNull<number>('integer', 'Tokens the model reads; needed for models that are not known.', {
      minimum: 16,
      maximum: 1_000_000,
    }),
    timeoutMs: whole('Longest wait for one answer of the provider, retries included.', 1, 600_000, 5_000),
  }),
  answerVectors: Type.Boolean({
    description:
      'Whether answers are embedded too, a moment after they are stored, so that a question is also found by what the answer says. Each takes a vector more.',
    expected: 'true or false',
    default: true,
  }),
  vectors: section({
    type: oneOf(
      'Where vectors are searched: in this process, or in a service.',
      ['memory', 'weaviate', 'pgvector'],
      {
        default: 'memory',
        later: 'other vector stores',
        laterValues: ['redis', 'qdrant', 'pinecone', 'milvus'],
      },
    ),
    url: serviceUrl(
      'Where the service is: `http://host:8080` of Weaviate, `postgres://user@host/database` of PostgreSQL.',
    ),
    apiKey: orNull<string>('string', 'Key for Weaviate, where it asks for one.', {
      minLength: 1,
      secret: true,
    }),
    grpcPort: whole("Port of Weaviate's gRPC interface.", 1, 65_535, 50_051),
    collection: text('Begin of the names of the collections in Weaviate.', {
      default: 'Reprise',
      pattern: '^[A-Z][A-Za-z0-9]{0,99}$',
      expected: 'a name of letters and digits that begins with a capital letter',
    }),
  }),
  entries: section({
    type: oneOf(
      'Where answers are kept: in a file of `dataDir`, or in a service.',
      ['sqlite', 'redis', 'postgres'],
      {
        default: 'sqlite',
        later: 'other entry stores',
        laterValues: ['memory', 'mysql'],
      },
    ),
    url: serviceUrl('Where the service is: `redis://host:6379`, or `postgres://user@host/database`.'),
  }),
  l1: section({
    maxEntries: whole(
      'Answers of a shared store that are kept in this process too, so that they are served without asking it; 0 keeps none.',
      0,
      MOST_ENTRIES,
      10_000,
    ),
    maxBytes: whole('Size of those at most, in bytes.', 1, Number.MAX_SAFE_INTEGER, 134_217_728),
    maxStaleSeconds: whole(
      'How long one may be served without asking the shared store whether it still holds: a removed answer is gone everywhere after this time.',
      1,
      86_400,
      60,
    ),
  }),
  queue: section({
    type: oneOf('Where writes wait: in this process, or in Redis.', ['memory', 'bullmq'], {
      default: 'memory',
      later: 'other write queues',
      laterValues: ['kafka', 'sqs', 'rabbitmq'],
    }),
    url: serviceUrl(
      'Where the Redis of the queue is: `redis://host:6379`; its eviction policy has to be `noeviction`.',
    ),
    workers: Type.Optional(
      oneOf(
        'Who stores what waits in Redis: the gateway, or processes of their own (`reprise worker`).',
        ['gateway', 'separate'],
        {
          derived: '`separate` where entries and vectors are in services, otherwise `gateway`',
        },
      ),
    ),
    attempts: whole(
      'How often a write that waits in Redis is tried before it is put aside; a second after the first try, then twice as long each time.',
      1,
      30,
      8,
    ),
    max: whole('Writes that may wait; further ones are dropped and counted.', 1, 10_000_000, 10_000),
  }),
});

export const configSchema = item({
  server: section({
    host: text('Address to listen on.', { default: '127.0.0.1' }),
    port: whole('Port to listen on; 0 picks a free one.', 0, 65_535, 8080),
    processes: notYet(1, 'several processes on one machine'),
    bodyLimitBytes: whole('Largest request body, in bytes.', 1_024, 2_147_483_647, 67_108_864),
    requestTimeoutMs: whole('Longest time for a whole request to arrive.', 1, LONGEST_MS, 120_000),
    stopGraceSeconds: whole(
      'How long a stopping gateway still takes requests while `/readyz` says 503, for load balancers that look there.',
      0,
      3_600,
      0,
    ),
    adminPort: notYet(null, 'a listener of its own for the admin API'),
  }),
  dataDir: text('Folder for everything that is kept, relative to the working directory.', {
    default: '.reprise',
  }),
  auth,
  providers: Type.Record(Type.String(), provider, {
    description: 'Providers by name; `openai` and `anthropic` always exist.',
    propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
    default: {},
  }),
  routes: Type.Array(route, {
    description: 'Virtual models: names of your own that stand for one or more targets.',
    default: [],
  }),
  cache,
  limits: Type.Unsafe<readonly []>({
    type: 'array',
    maxItems: 0,
    default: [],
    later: 'limits and budgets',
    description: 'Reserved for limits and budgets.',
  }),
  logs: section({
    level: oneOf(
      'Least severe log lines that are written.',
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      { default: 'info' },
    ),
    bodies: notYet('none', 'a request log with bodies'),
    retentionDays: notYet(null, 'a request log'),
  }),
});

/** The settings as a file may declare them, after defaults; `Config` is the same with what is derived filled in. */
export type DeclaredConfig = Static<typeof configSchema>;
