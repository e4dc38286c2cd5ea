/** Steps from the root of the configuration: `['providers', 'openai', 'keys', 0, 'value']`. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with the configuration, ready to be shown: secrets are hidden already. */
export interface ConfigProblem {
  /** `providers.openai.keys[0].value`, or the name of a file or variable that cannot be read. */
  readonly path: string;
  /** What would be right, as a phrase that follows "expected". */
  readonly expected: string;
  /** What was found, in display form; `(hidden)` for a secret, `nothing` for what is missing. */
  readonly value: string;
  /** Where it was found: file with line and column, environment variable, command line. */
  readonly source: string;
}

/** Every problem of the configuration at once; `formatProblems` turns it into text for a terminal. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(
      `The configuration has ${count(problems.length)}: ${problems.map((problem) => problem.path).join(', ')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** The problems as text for a terminal: path and source on one line, expectation and value below. */
export function formatProblems(error: ConfigError): string {
  const blocks = error.problems.map(
    ({ path, expected, value, source }) =>
      `  ${path}  (${source})\n    expected ${expected}\n    got ${value}`,
  );
  return `The configuration has ${count(error.problems.length)}.\n\n${blocks.join('\n\n')}\n`;
}

const count = (problems: number) => (problems === 1 ? '1 problem' : `${problems} problems`);

/** A path as people write it: `routes[0].model`, `providers["a b"]`. */
export function showPath(path: Path): string {
  let shown = '';
  for (const step of path) {
    if (step === '[]') shown += step;
    else if (typeof step === 'number') shown += `[${step}]`;
    else if (/^[A-Za-z0-9_<>-]+$/.test(step)) shown += shown === '' ? step : `.${step}`;
    else shown += `[${JSON.stringify(step)}]`;
  }
  return shown === '' ? '(the whole configuration)' : shown;
}
