import { environmentName, shortFormOf } from './environment.ts';
import { showPath } from './problems.ts';
import { allSettings, expectation, type Setting } from './schema-node.ts';

/** docs/configuration.md: the text around the settings is written here, the settings come from the schema. */
export function settingsPage(): string {
  const settings = allSettings().filter(({ node }) => node.description !== undefined);
  const available = settings.filter(({ node }) => !isReserved(node));
  const sections = [...new Set(available.map(({ path }) => path[0] ?? ''))];
  const tables = sections.map((section) => {
    const rows = available.filter(({ path }) => path[0] === section).map(rowOf);
    return `## ${section}\n\n${HEAD}\n${rows.join('\n')}\n`;
  });
  const reserved = settings
    .filter(({ node }) => node.later !== undefined)
    .map(({ path, node }) => {
      const values =
        node.laterValues === undefined
          ? `anything but ${defaultOf(node)}`
          : node.laterValues.map(code).join(', ');
      return `- ${code(showPath(path))}: ${values} (${node.later})`;
    });
  return `${INTRODUCTION}\n${tables.join('\n')}\n${RESERVED}\n${reserved.join('\n')}\n`;
}

const isReserved = (node: Setting['node']) => node.later !== undefined && node.laterValues === undefined;

const HEAD = '| setting | meaning | accepted | default | environment |\n|---|---|---|---|---|';

function rowOf({ path, node }: Setting): string {
  const accepted = node.secret === true ? 'see the meaning' : acceptedBy(node);
  const cells = [code(showPath(path)), node.description ?? '', accepted, defaultOf(node), variableOf(path)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function acceptedBy(node: Setting['node']): string {
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  return expectation(node);
}

function defaultOf(node: Setting['node']): string {
  if (node.derived !== undefined) return node.derived;
  if (node.default === undefined) return 'required';
  return code(typeof node.default === 'string' ? node.default : JSON.stringify(node.default));
}

function variableOf(path: readonly string[]): string {
  const list = path.indexOf('[]');
  if (list !== -1) return `in ${code(environmentName(path.slice(0, list)))}`;
  const name = environmentName(path);
  const short = shortFormOf(name);
  return short === undefined ? code(name) : `${code(short)} or ${code(name)}`;
}

const code = (text: string) => `\`${text}\``;

const INTRODUCTION = `# Configuration

No configuration at all is a valid configuration: the gateway listens on 127.0.0.1:8080, keeps its data in \`.reprise\`,
knows the providers \`openai\` and \`anthropic\` and passes each client's own credential through.

Settings come from four places, each over the one before:

1. the defaults below,
2. a file: \`reprise.config.yaml\`, \`.yml\` or \`.json\` in the working directory, or the one that \`REPRISE_CONFIG\` names,
3. environment variables,
4. the command line.

Whatever is wrong is reported at once, with the path, what was expected, what was found and where. An unknown setting is
an error, not a guess. Secrets are never shown.

\`\`\`yaml
server: { port: 8080 }
auth:
  keys:
    - { name: support-bot, hash: "sha256:…", team: support }
providers:
  openai:
    keys: [{ name: main, value: "\${env:OPENAI_API_KEY}" }]
routes:
  - model: assistant
    targets:
      - { provider: openai, model: gpt-4o }
      - { provider: openai, model: gpt-4o-mini }
    cache: { ttlSeconds: 3600 }
\`\`\`

**Environment names** are \`REPRISE_\` and the path in upper snake case, with \`__\` between levels: \`cache.maxEntries\` is
\`REPRISE_CACHE__MAX_ENTRIES\`. Lists and mappings are JSON and replace what the file says:
\`REPRISE_ROUTES='[{"model":"assistant","targets":[…]}]'\`. An empty variable counts as not set. In a provider's name, \`-\`
and \`.\` become \`_\`: \`REPRISE_PROVIDERS__MY_PROXY__BASE_URL\` is about \`my-proxy\`.

**References.** \`\${env:NAME}\` in any text is replaced by that variable. A variable that is missing or empty is
an error.

**The providers' usual variables** \`OPENAI_API_KEY\`, \`OPENAI_BASE_URL\` (with \`/v1\`), \`ANTHROPIC_API_KEY\` and
\`ANTHROPIC_BASE_URL\` (without \`/v1\`) fill in the providers \`openai\` and \`anthropic\`, unless the file declares that
provider: then the file alone counts, and a variable that has no effect is named in a warning.

**Keys of the gateway** are kept as hashes. This prints the \`hash\` of a key:

\`\`\`sh
node -p "'sha256:' + crypto.createHash('sha256').update(process.argv[1]).digest('hex')" THE_KEY
\`\`\`

Without keys, \`auth.open\` decides who is served: by default the gateway then refuses to listen on anything but a loopback
address.

The targets of a route may speak different APIs (\`openai\`, \`anthropic\`): see [translation](translation.md).
`;

const RESERVED = `## Not available yet

These are refused with a sentence that says so, and never silently ignored.
`;
