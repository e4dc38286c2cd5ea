export { createApp, type ForwardedCall, type HttpParts } from './app.ts';
export { createOperationsApp, type OperationsParts, type Readiness } from './operations.ts';
