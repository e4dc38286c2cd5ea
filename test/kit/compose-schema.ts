/**
 * A schema of our own for the part of the Compose Specification that docker-compose.yml uses, written from
 * github.com/compose-spec/compose-spec (05-services.md, 06-networks.md, 07-volumes.md, 09-secrets.md; read 2026-11-21).
 * What the file does not use is refused, so that a misspelt or invented field fails here; a new field is added to both.
 */
const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text, minItems: 1, uniqueItems: true };
const duration = { type: 'string', pattern: '^(\\d+(us|ms|s|m|h))+$' };
const size = { type: 'string', pattern: '^\\d+([bkmg]|kb|mb|gb)?$' };
const scalars = { type: 'object', additionalProperties: { type: 'string' } };

const fields = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const named = (value: object) => ({
  type: 'object',
  patternProperties: { '^[a-zA-Z0-9._-]+$': value },
  additionalProperties: false,
});

const healthcheck = fields(
  {
    test: {
      type: 'array',
      prefixItems: [{ enum: ['CMD', 'CMD-SHELL'] }],
      items: text,
      minItems: 2,
    },
    interval: duration,
    timeout: duration,
    start_period: duration,
    retries: { type: 'integer', minimum: 1 },
  },
  ['test', 'interval', 'timeout', 'retries'],
);

const service = fields({
  build: text,
  image: text,
  command: { anyOf: [text, texts] },
  profiles: {
    type: 'array',
    items: { type: 'string', pattern: '^[a-zA-Z0-9][a-zA-Z0-9_.-]+$' },
    minItems: 1,
  },
  init: { type: 'boolean' },
  read_only: { type: 'boolean' },
  restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
  tmpfs: texts,
  cap_drop: texts,
  security_opt: texts,
  env_file: {
    type: 'array',
    items: fields({ path: text, required: { type: 'boolean' } }, ['path']),
  },
  environment: scalars,
  depends_on: named(
    fields(
      { condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] } },
      ['condition'],
    ),
  ),
  networks: texts,
  ports: {
    type: 'array',
    items: { type: 'string', pattern: '^(\\d+\\.\\d+\\.\\d+\\.\\d+:)?(\\d+|\\$\\{\\w+:-\\d+\\}):\\d+$' },
  },
  volumes: { type: 'array', items: { type: 'string', pattern: '^[^:]+:/[^:]*(:(ro|rw))?$' } },
  secrets: texts,
  healthcheck,
  logging: fields({ driver: text, options: scalars }, ['driver']),
  shm_size: size,
  stop_grace_period: duration,
  deploy: fields({
    resources: fields({
      limits: fields({ cpus: { type: 'string', pattern: '^\\d+(\\.\\d+)?$' }, memory: size }),
    }),
  }),
});

export const composeSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
    services: named(service),
    networks: named(fields({ internal: { type: 'boolean' } })),
    volumes: named(fields({})),
    secrets: named(fields({ environment: text }, ['environment'])),
  },
  patternProperties: { '^x-': {} },
  required: ['services'],
  additionalProperties: false,
};
