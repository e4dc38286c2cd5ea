export { createApp, type ForwardedCall, type HttpParts, type Readiness } from './app.ts';
