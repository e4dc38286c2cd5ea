import { type CallUpstreamParts, callUpstream } from './call-upstream.ts';
import type { GatewayAnswer } from './chat-call.ts';
import type { UpstreamCall } from './upstream-answer.ts';

/** A request that is not a chat: sent on with failover, and its answer comes back as it is. */
export interface ForwardCall extends Omit<UpstreamCall, 'stream' | 'usageEdits' | 'translation'> {
  readonly signal: AbortSignal;
}

export async function forward(parts: CallUpstreamParts, call: ForwardCall): Promise<GatewayAnswer> {
  const answer = await callUpstream(
    parts,
    { ...call, stream: false, usageEdits: {}, translation: undefined },
    call.signal,
  );
  return {
    status: answer.status,
    headers: {
      ...answer.headers,
      'cache-status': 'reprise; fwd=bypass; detail=policy:endpoint',
      'x-reprise-provider': answer.target.provider.name,
      'x-reprise-attempts': String(answer.attempts),
    },
    body: answer.type === 'whole' ? answer.body : remaining(answer.first, answer.rest),
    cache: 'bypass',
  };
}

/** An endpoint that streams although it was not expected to is passed on as it comes. */
async function* remaining(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
