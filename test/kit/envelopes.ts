import { expect } from 'vitest';
import type { Exchanged } from './exchange.ts';

/** A chat endpoint with what a test needs to ask it and to read its errors. */
export interface Api {
  readonly name: 'openai' | 'anthropic';
  readonly path: string;
  /** What a body needs beside model and messages. */
  readonly required: Readonly<Record<string, unknown>>;
}

export const APIS: readonly Api[] = [
  { name: 'openai', path: '/v1/chat/completions', required: {} },
  { name: 'anthropic', path: '/anthropic/v1/messages', required: { max_tokens: 9 } },
];

export interface Expected {
  readonly status: number;
  readonly code: string;
  readonly param?: string;
}

/** The gateway's own error in the API's envelope, with everything a client needs of it. */
export function expectError(api: Api['name'], answer: Exchanged, expected: Expected): void {
  const { status, code, param } = expected;
  const body: unknown = JSON.parse(answer.body.toString('utf8'));
  if (api === 'openai') {
    expect(body).toEqual({
      error: {
        message: expect.any(String),
        type: expect.stringMatching(/^[a-z_]+$/),
        param: param ?? null,
        code,
      },
    });
  } else {
    expect(body).toEqual({
      type: 'error',
      error: {
        type: expect.stringMatching(/^[a-z_]+$/),
        // It has no place for the field but the message.
        message: expect.stringContaining(param ?? ''),
        details: { error_code: code },
      },
      request_id: answer.headers['x-reprise-request-id'],
    });
  }
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.headers['x-reprise-request-id']).toMatch(/^req_[0-9A-Za-z]{24}$/);
  expect(answer.headers['x-should-retry']).toMatch(/^(true|false)$/);
  expect(answer.headers['cache-status']).toBe(`reprise; detail=${code}`);
  expect(answer.complete).toBe(true);
}
