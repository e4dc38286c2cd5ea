import type { IncomingHttpHeaders } from 'node:http';
import { type JsonObject, objectOr } from '#core';
import { numberOf, objectOf, textOf, timeOf } from '../fields.ts';
import type { LogFormat, ReadRow } from '../logged-request.ts';
import { answerDialect, dialectOf } from '../request-body.ts';
import { usageOf } from '../usage-fields.ts';

/**
 * Reprise's own request log, one JSON object a line: docs/simulate.md has its fields. `reprise: 1` says so in each row.
 */
export const repriseFormat: LogFormat = {
  name: 'reprise',
  what: 'Reprise’s own JSON lines: {"reprise": 1, "time", "dialect", "request", "response", "status", "durationMs", …}',
  recognises: (fields) => fields.reprise === 1,
  read,
};

function read(fields: JsonObject): ReadRow {
  const body = objectOf(fields.request);
  if (!body) return { type: 'broken', problem: 'has no `request`' };
  const answer = objectOf(fields.response);
  const status = numberOf(fields.status);
  const dialect =
    fields.dialect === 'anthropic-messages' || fields.dialect === 'openai-chat'
      ? fields.dialect
      : dialectOf(body);
  const usage = usageOf(fields.usage);
  return {
    type: 'request',
    request: {
      time: timeOf(fields.time),
      durationMs: numberOf(fields.durationMs),
      dialect,
      body,
      headers: headersOf(objectOr(fields.headers)),
      answer: answer && { dialect: answerDialect(answer), body: answer },
      failed: status !== undefined && (status < 200 || status > 299),
      usage: usage.inputTokens === undefined ? usageOf(answer?.usage) : usage,
      costNanos: numberOf(fields.costNanos),
      who: { key: textOf(fields.key), team: textOf(fields.team), customer: textOf(fields.customer) },
      fromOtherCache: fields.cache === 'hit',
    },
  };
}

function headersOf(fields: JsonObject): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') headers[name.toLowerCase()] = value;
  }
  return headers;
}
