import { isJsonObject } from '#core';
import type { Draft } from './draft.ts';
import type { Environment } from './environment.ts';
import type { Path } from './problems.ts';

/** The names that the providers' own SDKs read, and the setting that each fills in. */
const VARIABLES: readonly { name: string; provider: string; setting: 'keys' | 'baseUrl' }[] = [
  { name: 'OPENAI_API_KEY', provider: 'openai', setting: 'keys' },
  { name: 'OPENAI_BASE_URL', provider: 'openai', setting: 'baseUrl' },
  { name: 'ANTHROPIC_API_KEY', provider: 'anthropic', setting: 'keys' },
  { name: 'ANTHROPIC_BASE_URL', provider: 'anthropic', setting: 'baseUrl' },
];

const sourceName = (name: string) => `environment variable ${name}`;
const pathOf = ({ provider, setting }: (typeof VARIABLES)[number]): Path => ['providers', provider, setting];

/**
 * Fills in the providers `openai` and `anthropic` from their usual variables, unless the file declares them: a declared
 * provider is what the file says and nothing else, so that no key travels to an address it was not meant for.
 */
export function applyProviderVariables(env: Environment, draft: Draft): void {
  const declared = draft.get(['providers']);
  const names = isJsonObject(declared) ? Object.keys(declared) : [];
  if (declared !== undefined && !isJsonObject(declared)) return;
  for (const variable of VARIABLES) {
    const text = env[variable.name]?.trim() ?? '';
    if (text === '' || names.includes(variable.provider)) continue;
    const value = variable.setting === 'keys' ? [{ name: 'default', value: text }] : text;
    draft.set(pathOf(variable), value, sourceName(variable.name));
  }
}

/** A warning for each variable of a provider that is set and has no effect. */
export function shadowedVariables(
  env: Environment,
  draft: Draft,
  referenced: ReadonlySet<string>,
): readonly string[] {
  return VARIABLES.flatMap((variable) => {
    const { name, provider, setting } = variable;
    const source = draft.sourceOf(pathOf(variable));
    if ((env[name]?.trim() ?? '') === '' || source === sourceName(name) || referenced.has(name)) return [];
    const example =
      setting === 'keys' ? `[{ name: default, value: "\${env:${name}}" }]` : `"\${env:${name}}"`;
    return [
      `${name} is not used, because ${source} declares providers.${provider}. To use it, write there ${setting}: ${example}.`,
    ];
  });
}
