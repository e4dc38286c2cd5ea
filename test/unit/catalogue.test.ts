import { describe, expect, it } from 'vitest';
import { CATALOGUE, catalogueRow } from '../../providers/catalogue.ts';
import { DEFAULT_BASE_URLS } from '../../src/config/load.ts';

describe('the provider catalogue', () => {
  it('has the addresses that the configuration falls back to, and no others', () => {
    const addresses = Object.fromEntries(CATALOGUE.map((row) => [row.id, row.baseUrl]));
    expect(addresses).toEqual(DEFAULT_BASE_URLS);
  });

  it('finds a row by its id and nothing by any other name', () => {
    expect(catalogueRow('openai')?.dialects).toEqual(['openai-chat']);
    expect(catalogueRow('anthropic')?.auth).toBe('x-api-key');
    expect(catalogueRow('constructor')).toBeUndefined();
    expect(catalogueRow('OpenAI')).toBeUndefined();
  });

  it.each(CATALOGUE)('names a public source and a day for every fact of $id', (row) => {
    const sources = [...Object.values(row.sources), ...row.quirks.map((quirk) => quirk.source)];
    for (const { url, checked } of sources) {
      expect(new URL(url).protocol).toBe('https:');
      expect(checked).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(Number.isNaN(Date.parse(checked))).toBe(false);
    }
  });

  it.each(CATALOGUE)('writes $id so that paths and headers can be appended as they are', (row) => {
    expect(row.baseUrl).toMatch(/^https:\/\/[^?#]*[^/]$/);
    for (const name of Object.keys(row.extraHeaders)) expect(name).toBe(name.toLowerCase());
    expect(new Set(row.quirks.map((quirk) => quirk.id)).size).toBe(row.quirks.length);
  });

  it('has one row per id', () => {
    expect(new Set(CATALOGUE.map((row) => row.id)).size).toBe(CATALOGUE.length);
  });
});
