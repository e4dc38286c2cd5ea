import { describe } from 'vitest';
import { redisAbsence } from '../../bench/services/redis.ts';
import { isRequired } from './required.ts';

export { freePort } from '../../bench/services/free-port.ts';
export { type RedisServer, type RedisServerOptions, startRedis } from '../../bench/services/redis.ts';

/** Why there is no Redis here, for a test that needs more than one; undefined when there is one, or when there has to be. */
export const absenceOfRedis = (): string | undefined => (isRequired('redis') ? undefined : redisAbsence);

/** `describe` for what needs a redis-server: skipped without one, with the reason; failing where services are required. */
export function describeWithRedis(name: string, body: () => void): void {
  if (redisAbsence === undefined || isRequired('redis')) describe(name, body);
  else describe.skip(`${name} (skipped: ${redisAbsence})`, body);
}

/** Whether it resolves. */
export const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
