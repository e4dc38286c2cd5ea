import { exactHit } from './exact-hit.ts';
import { miss } from './miss.ts';
import { passthrough } from './passthrough.ts';
import type { Scenario } from './scenario.ts';
import { semanticHit } from './semantic-hit.ts';
import { start } from './start.ts';
import { stream } from './stream.ts';
import { unique5000 } from './unique-5000.ts';

/** Every scenario, in the order in which a full run takes them. */
export const SCENARIOS: readonly Scenario[] = [
  start,
  passthrough,
  stream,
  exactHit,
  semanticHit,
  miss,
  unique5000,
];
