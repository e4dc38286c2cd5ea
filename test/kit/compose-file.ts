import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What the tests read of a service of docker-compose.yml. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: string;
  readonly command?: string | readonly string[];
  readonly profiles: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly restart?: string;
  readonly deploy?: { readonly resources: { readonly limits: Readonly<Record<string, string>> } };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly secrets: Readonly<Record<string, { readonly environment: string }>>;
}

/** docker-compose.yml with its anchors resolved and its variables as they are written. */
export const readComposeFile = (): ComposeFile =>
  parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as ComposeFile;

/** The services that `--profile` starts. */
export const servicesOf = (file: ComposeFile, profile: string): ReadonlyMap<string, ComposeService> =>
  new Map(Object.entries(file.services).filter(([, { profiles }]) => profiles.includes(profile)));

/** `${NAME}`, `${NAME-default}` and `${NAME:-default}`, which take the default where it is not set, or empty too. */
export const interpolate = (text: string, env: Readonly<Record<string, string>> = {}): string =>
  text.replaceAll(/\$\{(\w+)(?:(:?)-([^}]*))?\}/g, (_match, name: string, colon?: string, otherwise = '') => {
    const value = env[name];
    return value === undefined || (value === '' && colon === ':') ? otherwise : value;
  });

/** What the service's program finds in its environment, given what the shell or `.env` holds. */
export const environmentOf = (
  service: ComposeService,
  env: Readonly<Record<string, string>> = {},
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [name, interpolate(value, env)]),
  );
