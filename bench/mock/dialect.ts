import type { AnswerText } from './answer-text.ts';

/** Why an answer ended, before a dialect gives it its own word. */
export type Finish = 'stop' | 'length' | 'filter';

/** What a dialect needs in order to write one answer. */
export type Reply = {
  readonly id: string;
  readonly model: string;
  readonly createdSeconds: number;
  readonly answer: AnswerText;
  readonly promptTokens: number;
  readonly finish: Finish;
  /** OpenAI's `stream_options.include_usage`; Anthropic always sends usage. */
  readonly includeUsage: boolean;
};

/** One wire format as its server writes it: JSON answers, SSE frames, errors. */
export type MockDialect = {
  readonly name: 'openai' | 'anthropic';
  readonly requestIdHeader: string;
  readonly body: (reply: Reply) => string;
  /** Whole SSE events in order, the terminal event last. */
  readonly frames: (reply: Reply) => string[];
  readonly error: (status: number, message: string, requestId: string, code?: string) => string;
  /** The event that reports a failure inside a stream that had begun well. */
  readonly errorFrame: () => string;
};
