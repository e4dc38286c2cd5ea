/** What a gateway's `/metrics` tells of its writes. */
export interface WriteMetrics {
  readonly queued: number;
  readonly failed: number;
  readonly dropped: number;
  /** Not stored yet. */
  readonly waiting: number;
}

export async function readWriteMetrics(origin: string): Promise<WriteMetrics> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const value = (series: string): number => {
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return line === undefined ? 0 : Number(line.slice(series.length + 1));
  };
  const writes = (result: string): number => value(`reprise_cache_writes_total{result="${result}"}`);
  return {
    queued: writes('queued'),
    failed: writes('failed'),
    dropped: writes('dropped'),
    waiting: value('reprise_write_queue_depth'),
  };
}
