export { type CatalogueRow, catalogueRow } from './catalogue.ts';
export { anthropicMessages, dialectById, openaiChat } from './dialects/index.ts';
export { createUndiciUpstream, type UndiciUpstreamOptions } from './http/undici-upstream.ts';
export {
  createProvider,
  type Endpoint,
  type Provider,
  type ProviderCall,
  type ProviderKey,
  type ProviderOptions,
  type ProviderTimeouts,
} from './provider.ts';
export type { Upstream, UpstreamRequest, UpstreamResponse, UpstreamTimeouts } from './upstream.ts';
