import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, GatewayError } from '#core';
import type { Provider } from '#providers';
import { createAttempts, retryAfterMs, type Target } from '#routing';
import { headerText } from './cache-headers.ts';
import type { GatewayObserver } from './observer.ts';
import { tryTarget } from './try-target.ts';
import type { UpstreamAnswer, UpstreamCall } from './upstream-answer.ts';

export interface CallUpstreamParts {
  readonly clock: Clock;
  readonly observer: GatewayObserver;
  readonly random: () => number;
  /** Most bytes of an answer that is held whole. */
  readonly maxAnswerBytes: number;
}

/**
 * Tries the route's targets until one gives an answer that need not be tried again, within one time for all attempts.
 * The last failure comes back as it was: a provider's own error response, or an error of ours when there was none.
 */
export async function callUpstream(
  parts: CallUpstreamParts,
  call: UpstreamCall,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const { clock } = parts;
  const targets = ableTargets(call, usableTargets(call));
  const deadline = clock.monotonic() + Math.max(...targets.map(({ provider }) => provider.timeouts.totalMs));
  const { retries } = call.route;
  const attempts = createAttempts({ targets, retries, random: parts.random, now: clock.monotonic, deadline });
  let last: UpstreamAnswer | GatewayError | undefined;
  for (let attempt = attempts.next(); attempt; attempt = attempts.next()) {
    const { target, waitMs } = attempt;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    const withinMs = deadline - clock.monotonic();
    const outcome = await tryTarget(parts, { ...call, target, attempt: attempts.made(), withinMs }, signal);
    if (outcome instanceof GatewayError) {
      if (!outcome.retryable) throw outcome;
    } else if (last && isRefusedTranslation(call, outcome)) continue;
    else if (outcome.type === 'stream' || !outcome.failed) return outcome;
    // A provider's own words say more than "unreachable": they are kept over an error of ours.
    if (!(outcome instanceof GatewayError) || !last || last instanceof GatewayError) last = outcome;
    attempts.failed(
      target,
      outcome instanceof GatewayError ? undefined : retryAfterMs(outcome.headers, clock.now()),
    );
  }
  if (!last) throw noTarget();
  if (last instanceof GatewayError) throw last;
  return last;
}

/**
 * The targets there is a credential for. The client's own goes to the first target's provider only: whom else it is
 * for nobody can tell, and a key must not reach another vendor.
 * @throws GatewayError `missing-upstream-key` when there is none
 */
function usableTargets({ route, headers }: UpstreamCall): readonly Target[] {
  const [first] = route.targets;
  const brings = headers.authorization !== undefined || headers['x-api-key'] !== undefined;
  const usable = route.targets.filter(({ key, provider }) => key || (brings && provider === first?.provider));
  if (usable.length === 0) throw missingKey(first);
  return usable;
}

/**
 * The targets that can be asked for all that the request says. The first choice is not passed over for that: who put it
 * first did not mean another one. Of those that stand in for it the ones that cannot are left out.
 * @throws GatewayError `unsupported-field` | `dialect-mismatch`
 */
function ableTargets(call: UpstreamCall, targets: readonly Target[]): readonly Target[] {
  const refusal = ({ provider }: Target): GatewayError | undefined => {
    if (provider.codec.id === call.dialect.id) return undefined;
    if (!call.translation) return dialectMismatch(provider);
    const [field] = call.translation.refused(provider.codec);
    return field === undefined ? undefined : unsupportedField(field, provider);
  };
  const first = targets[0] && refusal(targets[0]);
  if (first) throw first;
  return targets.filter((target) => refusal(target) === undefined);
}

/**
 * Whether a target that stands in for another one has no use for what it was asked in its own words, which the client
 * never wrote: the failure of those before it says more.
 */
function isRefusedTranslation(
  { dialect, route }: UpstreamCall,
  { status, target: { provider } }: UpstreamAnswer,
): boolean {
  const standsIn = provider !== route.targets[0]?.provider;
  return standsIn && provider.codec.id !== dialect.id && (status === 400 || status === 413 || status === 422);
}

function unsupportedField(field: string, { name, dialect }: Provider): GatewayError {
  return new GatewayError({
    code: 'unsupported-field',
    status: 400,
    param: headerText(field),
    publicMessage: `${name} answers this model and speaks another API (${dialect}), which cannot express \`${headerText(field)}\`. Leave it out, or ask for a route with \`unsupported: drop\`.`,
  });
}

function dialectMismatch({ name, dialect }: Provider): GatewayError {
  return new GatewayError({
    code: 'dialect-mismatch',
    status: 400,
    param: 'model',
    publicMessage: `${name} speaks another API (${dialect}), and only chats are translated. Ask a provider of this API.`,
  });
}

function missingKey(target: Target | undefined): GatewayError {
  const name = target?.provider.name ?? 'the provider';
  return new GatewayError({
    code: 'missing-upstream-key',
    status: 401,
    publicMessage: `No key for ${name}: set one in the gateway's configuration (providers.${name}.keys), or send your own with the request.`,
  });
}

function noTarget(): GatewayError {
  return new GatewayError({
    code: 'no-target',
    status: 503,
    retryable: true,
    publicMessage: 'No provider could be tried within the time allowed.',
  });
}
