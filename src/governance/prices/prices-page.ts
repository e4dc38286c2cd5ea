import type { PriceRow, PriceTable, Rates } from './price.ts';

/** docs/prices.md: the text is written here, the figures come from the table. */
export function pricesPage(table: PriceTable): string {
  const rows = table.filter(({ embeds }) => !embeds).flatMap(rowsOf);
  const embeddings = table.filter(({ embeds }) => embeds).map(embeddingRow);
  const sources = table.map(sourceOf);
  return `${INTRODUCTION}\n${HEAD}\n${rows.join('\n')}\n\n${EMBEDDINGS}\n${embeddings.join('\n')}\n\n## Sources\n\n${sources.join('\n')}\n`;
}

const HEAD = `| model | input | cached input | cache write | output |
|---|---:|---:|---:|---:|`;

const EMBEDDINGS = `## Embedding models

What \`cache.embedder\` costs with a provider: the input, and nothing else.

| model | input |
|---|---:|`;

const embeddingRow = ({ model, price, unverified }: PriceRow): string =>
  `| \`${model}\`${unverified === undefined ? '' : ' *'} | ${dollarsPerMillion(price.input)} |`;

function rowsOf({ model, aliases, price, unverified }: PriceRow): readonly string[] {
  const names = [model, ...aliases].map((name) => `\`${name}\``).join(', ');
  const mark = unverified === undefined ? '' : ' *';
  const base = `| ${names}${mark} | ${cells(price)} |`;
  if (price.longPrompt === undefined) return [base];
  const above = price.longPrompt.above.toLocaleString('en-US');
  return [base, `| \`${model}\`, prompts above ${above} tokens${mark} | ${cells(price.longPrompt)} |`];
}

const cells = (rates: Rates) =>
  [rates.input, rates.cachedInput, rates.cacheWrite, rates.output].map(dollarsPerMillion).join(' | ');

/** Whole nano-dollars per token, shown as dollars per million tokens: 75 is 0.075. */
const dollarsPerMillion = (nanoDollars: number) => {
  const decimals = nanoDollars % 10 === 0 ? 2 : 3;
  return (nanoDollars / 1_000).toFixed(decimals);
};

function sourceOf({ model, source, checked, unverified }: PriceRow): string {
  const rest = unverified === undefined ? '' : `. Unverified: ${unverified}`;
  return `- \`${model}\`: ${source} (${checked})${rest}`;
}

const INTRODUCTION = `# Prices

What the gateway reckons a call costs, in US dollars per million tokens at the vendor's standard rates. Internally they are
whole nano-dollars per token, so sums are exact.

- A model that is not listed here has no price, and its calls have no cost: unknown, never zero. An id counts only if its
  source lists it; nothing is concluded from how an id looks.
- Input read from the provider's own prompt cache is priced apart. Cache writes are priced at the shortest retention.
- A prompt above a model's limit pays the higher rates for the whole request.
- Batch, flex, fast and priority tiers, regional surcharges, tool fees and agreements of your own are not in these figures.
- \`*\` marks a row with figures that its source does not state; the list below says which, and what they rest on.
- Prices change: a date is the day on which the source was read, and nothing later is known.
`;
