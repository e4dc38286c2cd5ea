import { describe, expect, test } from 'vitest';
import { asGatewayError, GatewayError, invalidRequest } from '#core';
import { anthropicMessages, dialectById, openaiChat } from '../../../providers/dialects/index.ts';

const failure = (status: number) =>
  new GatewayError({
    code: 'some-slug',
    status,
    publicMessage: 'Try later.',
    message: 'secret',
    cause: 'secret',
  });

describe('an error', () => {
  test.each([
    [400, 'invalid_request_error', 'invalid_request_error'],
    [401, 'invalid_request_error', 'authentication_error'],
    [402, 'invalid_request_error', 'billing_error'],
    [403, 'invalid_request_error', 'permission_error'],
    [404, 'invalid_request_error', 'not_found_error'],
    [408, 'invalid_request_error', 'invalid_request_error'],
    [409, 'invalid_request_error', 'conflict_error'],
    [413, 'invalid_request_error', 'request_too_large'],
    [422, 'invalid_request_error', 'invalid_request_error'],
    [429, 'rate_limit_error', 'rate_limit_error'],
    [500, 'server_error', 'api_error'],
    [502, 'server_error', 'api_error'],
    [503, 'service_unavailable_error', 'overloaded_error'],
    [504, 'server_error', 'timeout_error'],
    [529, 'server_error', 'overloaded_error'],
  ])('of status %i is %s at OpenAI and %s at Anthropic', (status, openai, anthropic) => {
    expect(openaiChat.encodeError(failure(status), 'req_1')).toEqual({
      error: { message: 'Try later.', type: openai, param: null, code: 'some-slug' },
    });
    expect(anthropicMessages.encodeError(failure(status), 'req_1')).toEqual({
      type: 'error',
      error: { type: anthropic, message: 'Try later.', details: { error_code: 'some-slug' } },
      request_id: 'req_1',
    });
  });

  test('names the field that is wrong', () => {
    expect(openaiChat.encodeError(invalidRequest('No.', 'messages[0].role'), 'r')).toMatchObject({
      error: { param: 'messages[0].role', code: 'invalid-request' },
    });
  });

  test.each([openaiChat, anthropicMessages])('never tells what is meant for the log ($id)', (dialect) => {
    for (const error of [failure(500), asGatewayError(new Error('secret'))]) {
      expect(JSON.stringify(dialect.encodeError(error, 'r'))).not.toContain('secret');
      expect(dialect.encodeStreamError(error, 'r')).not.toContain('secret');
    }
  });

  test.each([openaiChat, anthropicMessages])(
    'in a stream is read as an error by its own dialect ($id)',
    (dialect) => {
      const bytes = new TextEncoder().encode(dialect.encodeStreamError(failure(503), 'r'));
      expect(dialect.errorAtStart(bytes) !== undefined).toBe(true);
    },
  );
});

test('a dialect is found by its id', () => {
  expect(dialectById('openai-chat')).toBe(openaiChat);
  expect(dialectById('anthropic-messages')).toBe(anthropicMessages);
});
