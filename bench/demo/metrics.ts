/** Running totals of a gateway, from its `/metrics`. */
export interface Totals {
  readonly tokensSaved: number;
  readonly dollarsSaved: number;
  readonly dollarsSpent: number;
}

/** Reads the totals that no response header tells: a stream's cost is known when its headers have long left. */
export async function readTotals(gatewayUrl: string): Promise<Totals> {
  const text = await (await fetch(`${gatewayUrl}/metrics`)).text();
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    tokensSaved: value('reprise_tokens_saved_total'),
    dollarsSaved: value('reprise_cost_saved_usd_total'),
    dollarsSpent: value('reprise_cost_usd_total'),
  };
}
