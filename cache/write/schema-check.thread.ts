// A worker thread that checks answers against the schemas of clients. Compiling one may take exponential time, and
// checking a long answer quadratic time; either is cut short by whoever started this thread.
import { hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import type { SchemaCheck, SchemaReply } from './schema-checker.ts';

/** Applications send the same few schemas again and again, and compiling is most of the work. */
const compiled = new LRUCache<string, ValidateFunction>({ max: 256 });

function compile(schema: string): ValidateFunction {
  const key = hash('sha256', schema, 'base64url');
  const known = compiled.get(key);
  if (known) return known;
  // `$schema` may name a draft whose meta-schema is not here; what it asks for is read as 2020-12 all the same.
  const { $schema: _draft, ...rest } = JSON.parse(schema) as Record<string, unknown>;
  // One compiler per schema: a shared one would keep every `$id` it ever saw.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
  const validate = ajv.compile(rest);
  compiled.set(key, validate);
  return validate;
}

function check({ schema, texts }: SchemaCheck): SchemaReply {
  try {
    const validate = compile(schema);
    const verdicts: readonly unknown[] = texts.map((text) => validate(JSON.parse(text)));
    // An asynchronous schema (`$async`) answers with promises: neither true nor false.
    if (verdicts.some((verdict) => typeof verdict !== 'boolean')) return { type: 'unchecked' };
    return { type: verdicts.every(Boolean) ? 'valid' : 'invalid' };
  } catch {
    return { type: 'unchecked' };
  }
}

parentPort?.on('message', (request: SchemaCheck) => parentPort?.postMessage(check(request)));
parentPort?.postMessage({ type: 'ready' } satisfies SchemaReply);
