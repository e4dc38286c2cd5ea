import type { DialectId } from '#core';

/** Where a fact was read, and when. A fact that no public source states is `unverified` and says what it rests on. */
interface FactSource {
  readonly url: string;
  /** Where in the source, when the address alone does not lead there. */
  readonly detail?: string;
  readonly checked: string;
  readonly unverified?: string;
}

/** What a provider does otherwise than a reader would expect. */
type QuirkId =
  /** A stream carries no usage unless the request asks for it. */
  | 'stream-usage-on-request'
  /** The base URL ends before `/v1`, which is part of each path. */
  | 'version-in-path'
  /** The API takes its key as `x-api-key` and as a bearer token. */
  | 'two-credential-headers'
  /** Two API versions are in use; the client's version header decides, and the later one refuses sampling parameters. */
  | 'version-header-decides';

interface Quirk {
  readonly id: QuirkId;
  readonly source: FactSource;
}

/** A provider as the world knows it; what a configuration leaves out comes from here. */
export interface CatalogueRow {
  readonly id: string;
  readonly dialects: readonly DialectId[];
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly auth: 'bearer' | 'x-api-key';
  /** Sent where the client did not send them. */
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly quirks: readonly Quirk[];
  readonly sources: Readonly<Record<'baseUrl' | 'auth' | 'extraHeaders' | 'dialects', FactSource>>;
}

const CHECKED = '2026-11-21';
const OPENAI_SDK: FactSource = {
  url: 'https://github.com/openai/openai-node',
  detail: 'src/client.ts of 7.55.0',
  checked: CHECKED,
};
const ANTHROPIC_SDK: FactSource = {
  url: 'https://github.com/anthropics/anthropic-sdk-typescript',
  detail: 'src/client.ts of 1.11.0',
  checked: CHECKED,
};
const ANTHROPIC_MIGRATION: FactSource = {
  url: 'https://platform.claude.com/docs/en/api/migration-2026-10-21.md',
  checked: CHECKED,
};

const openai: CatalogueRow = {
  id: 'openai',
  dialects: ['openai-chat'],
  baseUrl: 'https://api.openai.com/v1',
  auth: 'bearer',
  extraHeaders: {},
  quirks: [
    {
      id: 'stream-usage-on-request',
      source: { ...OPENAI_SDK, detail: 'ChatCompletionStreamOptions.include_usage in 7.55.0' },
    },
  ],
  sources: {
    baseUrl: OPENAI_SDK,
    auth: OPENAI_SDK,
    extraHeaders: OPENAI_SDK,
    dialects: { ...OPENAI_SDK, detail: 'src/resources/chat/completions/completions.ts of 7.55.0' },
  },
};

const anthropic: CatalogueRow = {
  id: 'anthropic',
  dialects: ['anthropic-messages'],
  baseUrl: 'https://api.anthropic.com',
  // both are accepted, see the quirk; this one is also understood by gateways and proxies of older date
  auth: 'x-api-key',
  // A client without a version header wrote its body for the version that did not ask for more: 2023-06-01 takes
  // temperature, top_p and top_k, 2026-10-21 answers them with 400.
  extraHeaders: { 'anthropic-version': '2023-06-01' },
  quirks: [
    { id: 'version-in-path', source: ANTHROPIC_SDK },
    {
      id: 'two-credential-headers',
      source: { ...ANTHROPIC_SDK, detail: 'apiKeyAuth sends a bearer token; the migration guide x-api-key' },
    },
    { id: 'version-header-decides', source: ANTHROPIC_MIGRATION },
  ],
  sources: {
    baseUrl: ANTHROPIC_SDK,
    auth: { ...ANTHROPIC_MIGRATION, detail: 'the cURL example sends x-api-key with 2026-10-21' },
    extraHeaders: { url: 'https://platform.claude.com/docs/en/api/versioning', checked: CHECKED },
    dialects: { ...ANTHROPIC_SDK, detail: 'src/resources/messages/messages.ts of 1.11.0' },
  },
};

/** Every provider that is known by name; the id is also a provider type of the configuration. */
export const CATALOGUE: readonly CatalogueRow[] = [openai, anthropic];

/** The row of a provider type; undefined for one that is not in the catalogue. */
export function catalogueRow(id: string): CatalogueRow | undefined {
  return CATALOGUE.find((row) => row.id === id);
}
