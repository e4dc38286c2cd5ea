import { answerTextOf, type CacheSettings, digest, openCase, readQuestion, refuseToStore } from '#cache';
import {
  type ChatRequest,
  type ChatResponse,
  type Dialect,
  type DialectId,
  type JsonObject,
  UNKNOWN_USAGE,
  type Usage,
} from '#core';
import type { TemplateMatch, Templates } from '../churn/templates.ts';
import type { LoggedRequest } from '../log/logged-request.ts';
import type { Arrival, ArrivalKeys, CostSource, LoggedOutcome } from './arrival.ts';

/** What reading a request as the gateway does takes. */
export interface UnderstandParts {
  readonly dialects: Readonly<Record<DialectId, Dialect>>;
  /** Cache settings of the route that a model's name leads to. */
  readonly settingsOf: (model: string) => CacheSettings;
  /** What tokens cost, in nano-dollars each; undefined where the command line does not say. */
  readonly flags: { readonly inputNanos: number; readonly outputNanos: number } | undefined;
  /** The price of a model by the gateway's own table. */
  readonly tableCost: (model: string, usage: Usage) => number | undefined;
  readonly templates: Templates;
  /** Most bytes of one stored answer. */
  readonly maxBodyBytes: number;
}

/** Of an answer, as much as a verifier reads. */
const ANSWER_CHARS = 2_000;
/** Whose credential it was that a log does not tell: an application has one for all its users. */
const CREDENTIAL = 'log';
const POLICY_VERSION = 'simulate';

/**
 * Reads one logged request with the gateway's own code: dialect, policy, identity, question.
 * @param time when it came, in milliseconds since the epoch
 * @throws GatewayError for a body that the gateway would refuse
 */
export function understand(
  parts: UnderstandParts,
  line: number,
  logged: LoggedRequest,
  time: number,
): Arrival {
  const dialect = parts.dialects[logged.dialect];
  const request = dialect.decodeRequest(logged.body);
  const { plan, identity } = openCase(
    {
      request,
      dialect: dialect.id,
      body: logged.body,
      raw: Buffer.from(JSON.stringify(logged.body)),
      headers: logged.headers,
      caller: { ...logged.who, credential: logged.who.key ?? CREDENTIAL },
      settings: { ...parts.settingsOf(request.model), mode: 'on' },
      policyVersion: POLICY_VERSION,
    },
    time,
  );
  const system = systemText(request);
  const template = parts.templates.match(system);
  const semantic = plan.match === 'semantic';
  const question = identity?.question;
  return {
    line,
    time,
    durationMs: logged.durationMs !== undefined && logged.durationMs >= 0 ? logged.durationMs : undefined,
    model: request.model,
    tenant: identity?.tenant ?? '',
    keys: identity && {
      compatKey: identity.compatKey,
      exactKey: identity.exactKey,
      normalisedKey:
        semantic && question !== undefined ? readQuestion(identity, question).normalisedKey : undefined,
      ...looserKeys(request, logged.body, identity, template),
    },
    question,
    plan,
    answer: outcomeOf(parts, logged, request.responseFormat),
    ...costOf(parts, request.model, logged),
    tokens: tokensOf(logged.usage),
    template: template.id,
    hasHistory: request.turns.some(({ role }) => role === 'assistant' || role === 'tool'),
  };
}

const isInstruction = (role: ChatRequest['turns'][number]['role']): boolean =>
  role === 'system' || role === 'developer';

/** The instructions of a request, in the order in which they stand. */
function systemText({ turns }: ChatRequest): string {
  return turns
    .filter(({ role }) => isInstruction(role))
    .flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')))
    .join('\n');
}

/** Keys of what would be the same request under a looser rule. */
function looserKeys(
  request: ChatRequest,
  body: JsonObject,
  { tenant, compatKey }: { readonly tenant: string; readonly compatKey: string },
  template: TemplateMatch,
): Pick<ArrivalKeys, 'withoutVolatile' | 'withoutTenant'> {
  const question = request.question?.text ?? '';
  const withoutTenant = digest(['any tenant', compatKey, question]);
  if (template.id === 0)
    return { withoutVolatile: digest(['volatile', tenant, compatKey, question]), withoutTenant };
  const {
    messages: _messages,
    system: _system,
    user: _user,
    metadata: _metadata,
    stream: _stream,
    ...rest
  } = body;
  const others = request.turns.filter(({ role }) => !isInstruction(role));
  return {
    withoutVolatile: digest([
      'volatile',
      tenant,
      String(template.id),
      template.stable,
      JSON.stringify(rest),
      JSON.stringify(others),
    ]),
    withoutTenant,
  };
}

const NO_ANSWER: LoggedOutcome = { refused: undefined, text: undefined, embedded: undefined, bytes: 0 };

function outcomeOf(
  parts: UnderstandParts,
  logged: LoggedRequest,
  format: JsonObject | undefined,
): LoggedOutcome {
  const { answer, failed } = logged;
  if (failed) return { ...NO_ANSWER, refused: 'failed' };
  if (!answer) return NO_ANSWER;
  const response = parts.dialects[answer.dialect].decodeResponse(answer.body);
  const bytes = Buffer.byteLength(JSON.stringify(answer.body));
  const refused = refuseToStore({
    response,
    bodyBytes: bytes,
    maxBodyBytes: parts.maxBodyBytes,
    responseFormat: format,
  });
  return { refused, text: textOf(response).slice(0, ANSWER_CHARS), embedded: answerTextOf(response), bytes };
}

function textOf({ choices: [choice] }: ChatResponse): string {
  return choice?.parts.reduce((all, part) => (part.type === 'text' ? all + part.text : all), '') ?? '';
}

function costOf(
  { flags, tableCost }: UnderstandParts,
  model: string,
  { costNanos, usage, fromOtherCache }: LoggedRequest,
): { readonly costNanos: number | undefined; readonly costSource: CostSource } {
  if (fromOtherCache) return { costNanos: undefined, costSource: 'unknown' };
  if (costNanos !== undefined) return { costNanos, costSource: 'log' };
  const { inputTokens, outputTokens } = usage;
  if (flags && inputTokens !== undefined && outputTokens !== undefined) {
    return {
      costNanos: inputTokens * flags.inputNanos + outputTokens * flags.outputNanos,
      costSource: 'flags',
    };
  }
  const priced = usage === UNKNOWN_USAGE ? undefined : tableCost(model, usage);
  return { costNanos: priced, costSource: priced === undefined ? 'unknown' : 'table' };
}

function tokensOf({ inputTokens, outputTokens }: Usage): number | undefined {
  return inputTokens === undefined && outputTokens === undefined
    ? undefined
    : (inputTokens ?? 0) + (outputTokens ?? 0);
}
