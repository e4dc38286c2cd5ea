import type { LookupResult } from '#cache';
import { GatewayError } from '#core';
import { type AnswerChatParts, type Asked, lookUpExact, lookUpNear, understand } from './asked.ts';
import type { ChatCall, GatewayAnswer } from './chat-call.ts';
import { askUpstream, type Outcome, UpstreamFailure } from './outcome.ts';
import { respond, respondWithFailure, serveHit } from './respond.ts';
import { createSingleFlight } from './single-flight.ts';
import { confirm, greyHitOf } from './verify/grey-zone.ts';
import { race } from './verify/race.ts';
import { type AskOthers, serial } from './verify/serial.ts';

/** More equal requests at once than this start a call of their own. */
const MOST_PARTICIPANTS = 4_096;

/** Answers chat requests: the path of docs/architecture.md, a line a step. */
export function createAnswerChat(parts: AnswerChatParts): (call: ChatCall) => Promise<GatewayAnswer> {
  const flights = createSingleFlight<Outcome>({
    isJoinable: (outcome) => outcome.type !== 'stream' || outcome.live.joinable(),
    joinableUntil: (outcome) => (outcome.type === 'hit' ? undefined : outcome.settled),
    maxParticipants: MOST_PARTICIPANTS,
  });

  const lookUpOrCall = async (asked: Asked, exact: LookupResult, signal: AbortSignal): Promise<Outcome> => {
    const found = await lookUpNear(parts, asked, exact, signal);
    if (found.type === 'hit') return { type: 'hit', hit: found };
    const { onlyIfCached } = asked.cacheCase.plan;
    const askOthers: AskOthers = async (until) => {
      if (onlyIfCached) throw notCached();
      return askUpstream(parts, asked, found, until);
    };
    const grey = greyHitOf(parts, asked, found);
    if (!grey) return askOthers(signal);
    const verify = grey.mode === 'race' ? race : serial;
    return verify((until) => confirm(parts, asked, grey, until), askOthers, signal);
  };

  return async (call) => {
    const asked = understand(parts, call);
    const exact = await lookUpExact(parts, asked);
    const { plan, identity } = asked.cacheCase;
    if (exact.type === 'hit' && !plan.shadow) return serveHit(parts, asked, exact);
    try {
      if (!identity || !plan.read || !plan.write || plan.shadow || plan.onlyIfCached) {
        return await respond(parts, asked, await lookUpOrCall(asked, exact, call.signal), false);
      }
      const { outcome, shared } = await flights.enter(
        flightOf(asked, identity.exactKey),
        call.signal,
        (signal) => lookUpOrCall(asked, exact, signal),
      );
      return await respond(parts, asked, outcome, shared);
    } catch (error) {
      if (error instanceof UpstreamFailure) return respondWithFailure(asked, error);
      throw error;
    }
  };
}

/**
 * Who may share one call: equal requests of one credential, where it is the client's own (another's may be refused),
 * and of one `max-age` (what is fresh enough for one need not be for the next). Where targets of several dialects stand
 * in for each other, also of one API and its headers: an answer of the second choice depends on them.
 */
function flightOf({ call, route, cacheCase }: Asked, exactKey: string): string {
  const passesOn = route.targets.some(({ key }) => key === undefined);
  const isMixed = route.targets.some(
    ({ provider }) => provider.dialect !== route.targets[0]?.provider.dialect,
  );
  const credential = passesOn ? call.caller.credential : '';
  const api = isMixed ? `${call.dialect.id} ${JSON.stringify(apiHeaders(call))}` : '';
  return `${exactKey} ${cacheCase.plan.maxAgeSeconds ?? ''} ${credential} ${api}`;
}

const apiHeaders = ({ headers }: ChatCall): readonly unknown[] =>
  Object.entries(headers)
    .filter(([name]) => /^(?:openai|anthropic)-/.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));

function notCached(): GatewayError {
  return new GatewayError({
    code: 'not-cached',
    status: 504,
    publicMessage:
      'The cache has no answer to this, and `Cache-Control: only-if-cached` forbids to ask a provider.',
  });
}
