import type { Config } from '#config';
import { catalogueRow, createProvider, createUndiciUpstream, type Provider } from '#providers';

/** A provider per section of the configuration, in its order, each with a connection pool of its own. */
export function composeProviders(config: Config): readonly Provider[] {
  return Object.entries(config.providers).map(([name, settings]) => {
    const row = catalogueRow(settings.type);
    const dialect = row?.dialects[0];
    if (!row || !dialect) throw new TypeError(`no catalogue row for provider type ${settings.type}`);
    const { timeouts, baseUrl, keys, maxConnections, streamUsage } = settings;
    const upstream = createUndiciUpstream({
      origin: new URL(baseUrl).origin,
      connectMs: timeouts.connectMs,
      maxConnections,
    });
    return createProvider(
      {
        name,
        dialect,
        auth: row.auth,
        baseUrl,
        defaultHeaders: row.extraHeaders,
        keys,
        timeouts,
        streamUsage,
      },
      upstream,
    );
  });
}
