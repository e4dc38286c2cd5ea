import type { JsonObject } from '#core';
import { firstOf, nanosOf, numberOf, textOf, timeOf } from '../fields.ts';
import type { LogFormat, ReadRow } from '../logged-request.ts';
import { answerOfText } from '../request-body.ts';
import { usageOf } from '../usage-fields.ts';

/** Which columns of a table hold what; what is not named is looked for under usual names. */
export interface Columns {
  readonly text?: string | undefined;
  readonly time?: string | undefined;
  readonly answer?: string | undefined;
  readonly model?: string | undefined;
  readonly tenant?: string | undefined;
  readonly system?: string | undefined;
  readonly cost?: string | undefined;
}

const USUAL = {
  text: ['question', 'prompt', 'query', 'text', 'message', 'utterance', 'user_message', 'input', 'content'],
  time: ['time', 'timestamp', 'created_at', 'date', 'datetime', 'start_time', 'ts'],
  answer: ['answer', 'response', 'completion', 'output', 'reply'],
  model: ['model'],
  tenant: ['tenant', 'team', 'customer', 'project', 'api_key', 'key'],
  system: ['system', 'system_prompt'],
  cost: ['cost', 'cost_usd', 'spend', 'total_cost'],
} as const;

/** Rows with a question each: CSV, or JSON objects with a text in them. */
export function tableFormat(columns: Columns): LogFormat {
  const named = (what: keyof typeof USUAL): readonly string[] => {
    const own = columns[what];
    return own === undefined ? USUAL[what] : [own];
  };
  return {
    name: 'table',
    what: 'CSV or JSON lines with a column that holds the question (--text-column), and others for time, answer, model …',
    recognises: (fields) => named('text').some((name) => typeof fields[name] === 'string'),
    read: (fields) => read(fields, named),
  };
}

function read(fields: JsonObject, named: (what: keyof typeof USUAL) => readonly string[]): ReadRow {
  const text = textOf(firstOf(fields, named('text')));
  if (text === undefined)
    return { type: 'broken', problem: `has no text in the column ${named('text').join(' or ')}` };
  const system = textOf(firstOf(fields, named('system')));
  const answer = textOf(firstOf(fields, named('answer')));
  const messages = [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    { role: 'user', content: text },
  ];
  return {
    type: 'request',
    request: {
      time: timeOf(firstOf(fields, named('time'))),
      durationMs: numberOf(firstOf(fields, ['duration_ms', 'latency_ms', 'durationMs'])),
      dialect: 'openai-chat',
      body: { model: textOf(firstOf(fields, named('model'))) ?? 'unknown', messages },
      headers: {},
      answer: answer === undefined ? undefined : answerOfText(answer),
      failed: false,
      usage: usageOf(fields),
      costNanos: nanosOf(firstOf(fields, named('cost'))),
      who: { key: textOf(firstOf(fields, named('tenant'))), team: undefined, customer: undefined },
      fromOtherCache: false,
    },
  };
}
