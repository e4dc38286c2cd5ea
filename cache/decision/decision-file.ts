import { Ajv, type ErrorObject } from 'ajv';
import { type Static, Type } from 'typebox';

const closed = <P extends Parameters<typeof Type.Object>[0]>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const text = (description: string) => Type.String({ minLength: 1, description });

const fraction = (description: string) =>
  Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description });

const held = closed({
  pairs: count('Pairs that were looked at.'),
  served: count('Pairs at or above the bar.'),
  wrong: count('Wrong ones among them.'),
  hitRate: share('Weighted share of the pairs that is served.'),
  rate: share('Weighted share of wrong ones among the served.'),
  upper: share('Upper bound of wrong answers per served hit.'),
});

/** What `reprise tune --apply` writes and the gateway loads: a bar, what it rests on, and which decision it is for. */
export const decisionFileSchema = closed({
  version: Type.Literal(1, { description: 'Version of this format.' }),
  madeBy: text('The command and its version.'),
  date: Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
    description: 'When, in UTC.',
  }),
  labels: closed({
    file: text('Name of the file of labels.'),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of its bytes.' }),
    pairs: count('Labelled pairs in it.'),
    same: count('Pairs whose cached answer serves.'),
    different: count('Pairs whose cached answer is wrong.'),
    unsure: count('Pairs that nobody could decide; they were left out.'),
    broken: count('Lines that could not be read.'),
  }),
  spaceId: text('Embedding space that the bar belongs to.'),
  verifierId: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
    description: 'What reads pairs beside the embedder; null is nothing.',
  }),
  errorBudget: fraction('Wrong answers per served hit that were asked for.'),
  confidence: fraction('1 - δ of each certificate.'),
  bar: share('Lowest probability that is served within the error budget, after the calibration.'),
  bars: Type.Array(
    closed({
      budget: fraction('Wrong answers per served hit that it keeps within.'),
      bar: share('Lowest probability that is served, after the calibration.'),
      served: count('Labelled pairs at or above it, when it was chosen.'),
      wrong: count('Wrong ones among them.'),
      upper: share('Upper bound of wrong answers per served hit.'),
    }),
    {
      maxItems: 100,
      description: 'Bars that the same labels certify for this and other budgets, by rising budget.',
    },
  ),
  calibration: closed({
    intercept: Type.Number({
      description: 'Calibrated log-odds = intercept + slope × log-odds of the decision …',
    }),
    slope: Type.Number({ minimum: 0 }),
    features: Type.Array(
      closed({
        name: text('Name of a feature of the decision.'),
        weight: Type.Number({ description: '… + weight × value, the value kept from `least` to `most`.' }),
        least: Type.Number({ description: 'Least value that the fit saw: nothing is extrapolated.' }),
        most: Type.Number(),
      }),
      { maxItems: 100, description: 'Weights fitted anew on the labels; none below 500 of them.' },
    ),
  }),
  chosen: held,
  reported: held,
});

export type DecisionFile = Static<typeof decisionFileSchema>;
export type Calibration = DecisionFile['calibration'];

/** What is in a decision file, or every problem with it at once. */
export type ReadDecisionFile =
  | { readonly type: 'ok'; readonly decision: DecisionFile }
  | { readonly type: 'invalid'; readonly problems: readonly string[] };

/** Larger files are no decision. */
const MOST_CHARACTERS = 1_000_000;

/**
 * Reads the text of a decision file. Strict: a field that is missing, unknown or out of range makes it invalid, since
 * a bar that was misread would serve wrong answers. Never throws.
 */
export function readDecisionFile(content: string): ReadDecisionFile {
  if (content.length > MOST_CHARACTERS) return invalid(`it is longer than ${MOST_CHARACTERS} characters`);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return invalid('it is not JSON');
  }
  const check = new Ajv({ allErrors: true, strict: false, verbose: true }).compile<DecisionFile>(
    decisionFileSchema,
  );
  if (check(value)) return { type: 'ok', decision: value };
  return { type: 'invalid', problems: (check.errors ?? []).filter(isTelling).map(problemOf) };
}

/** Why a valid decision file does not fit this gateway; undefined where it does. */
export function misfitOf(
  { spaceId, verifierId }: DecisionFile,
  here: { readonly spaceId: string; readonly verifierId: string | null },
): string | undefined {
  if (spaceId !== here.spaceId) {
    return `it was made for the embedding space ${spaceId}, and this gateway has ${here.spaceId}: run reprise tune again`;
  }
  if (verifierId === here.verifierId) return undefined;
  return `it was made for ${named(verifierId)}, and this gateway has ${named(here.verifierId)}: run reprise tune again`;
}

const named = (verifierId: string | null): string =>
  verifierId === null ? 'no verifier' : `the verifier ${verifierId}`;

const invalid = (problem: string): ReadDecisionFile => ({ type: 'invalid', problems: [problem] });

/** What is said of a union's parts is said of the union too. */
const isTelling = ({ keyword, schemaPath }: ErrorObject): boolean =>
  !(schemaPath.includes('/anyOf/') && keyword !== 'anyOf');

function problemOf({ instancePath, keyword, message, params, data }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.') || 'the file';
  if (keyword === 'additionalProperties')
    return `${path} has an unknown field ${String(params.additionalProperty)}`;
  if (keyword === 'required') return `${path} lacks ${String(params.missingProperty)}`;
  return `${path} ${message ?? 'is wrong'}, not ${JSON.stringify(data)?.slice(0, 60)}`;
}
