import { Ajv } from 'ajv';
import { type Static, Type } from 'typebox';
import { FEATURES, READ_FEATURES } from './features.ts';

const closed = <P extends Parameters<typeof Type.Object>[0]>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const text = (description: string) => Type.String({ minLength: 1, description });

const logistic = closed({
  features: Type.Array(Type.String(), { description: 'Names, in the order of the weights.' }),
  intercept: Type.Number(),
  weights: Type.Array(Type.Number()),
  mean: Type.Array(Type.Number()),
  scale: Type.Array(Type.Number({ exclusiveMinimum: 0 })),
  clip: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
});

const certifiedBar = closed({
  budget: share('Wrong answers per served hit that it keeps within.'),
  bar: share('Serve what has at least this probability.'),
  served: Type.Integer({ minimum: 0, description: 'Calibration pairs at or above it.' }),
  wrong: Type.Integer({ minimum: 0, description: 'Wrong ones among them.' }),
  upper: share('Upper 95 % bound of wrong answers per served hit, on the calibration data.'),
});

/** How probable it is that a cached answer is right, and from which probability on it is served (C11, C12). */
const decisionModelSchema = closed({
  version: Type.Literal(1),
  provenance: closed({
    madeBy: text('The command.'),
    date: text('The day, YYYY-MM-DD.'),
    fitted: text('What the weights were fitted on.'),
    calibrated: text('What the bars were chosen on, which nothing was fitted on.'),
  }),
  spaceId: text('Embedding space that it was fitted for.'),
  verifierId: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
    description: 'Verifier that it was fitted for; null is none.',
  }),
  quick: logistic,
  read: Type.Union([logistic, Type.Null()]),
  readFrom: share('A candidate that is less probable before it is read is not worth reading.'),
  readUpTo: share('One that is as probable as this before it is read needs no reading.'),
  bars: Type.Array(certifiedBar, { description: 'By rising budget.' }),
});

export type DecisionModel = Static<typeof decisionModelSchema>;
export type CertifiedBar = Static<typeof certifiedBar>;

/** @throws Error that names the problem: a model that was misread would serve wrong answers */
export function readDecisionModel(content: string): DecisionModel {
  const value: unknown = JSON.parse(content);
  const check = new Ajv({ strict: false }).compile<DecisionModel>(decisionModelSchema);
  if (!check(value)) {
    const [problem] = check.errors ?? [];
    throw new Error(`${problem?.instancePath || 'the file'} ${problem?.message ?? 'is wrong'}`);
  }
  expectFeatures('quick', value.quick, FEATURES);
  if (value.read) expectFeatures('read', value.read, READ_FEATURES);
  return value;
}

function expectFeatures(
  name: string,
  { features, weights, mean, scale }: Static<typeof logistic>,
  expected: readonly string[],
): void {
  if (features.length !== expected.length || features.some((feature, at) => feature !== expected[at]))
    throw new Error(`${name} was fitted to other features than this version has`);
  if ([weights, mean, scale].some((list) => list.length !== expected.length))
    throw new Error(`${name} has not as many weights as features`);
}

/** The loosest bar within a budget; undefined where none was certified for so small a one: then nothing is served. */
export function barFor(bars: readonly CertifiedBar[], budget: number): number | undefined {
  return bars.findLast((each) => each.budget <= budget + 1e-12)?.bar;
}
