export { type Attempt, type Attempts, createAttempts, isRetryableStatus } from './attempts.ts';
export { createRouter, type Router, type RouterOptions, type RouteSettings } from './resolve-route.ts';
export { retryAfterMs } from './retry-after.ts';
export type { Route, Target } from './route.ts';
