import { beforeEach, describe, expect, it } from 'vitest';
import { createHealth, type Health } from '../../src/compose/health.ts';

describe('the state of the parts', () => {
  let said: string[];
  let health: Health;
  beforeEach(() => {
    said = [];
    const say = (level: string) => (fields: { part: string }, message: string) =>
      void said.push(`${level} ${fields.part}: ${message}`);
    const logger = { info: say('info'), error: say('error') } as unknown as Parameters<
      typeof createHealth
    >[1];
    health = createHealth(() => 0, logger);
  });
  const stateOf = (part: string) => health.readiness(false).parts[part]?.status;

  it('a part that never was well is told of, too', () => {
    health.failed('entries', new Error('away'));
    expect(said).toEqual(['error entries: a part failed']);
    expect(health.readiness(false)).toMatchObject({
      status: 'degraded',
      parts: { entries: { status: 'failed', detail: 'away' } },
    });
  });

  it('a part is told of once while it fails, and when it recovers', () => {
    health.starting('entries');
    for (const why of ['refused', 'reset', 'reset']) health.failed('entries', new Error(why));
    health.ok('entries');
    health.ok('entries');
    expect(said).toEqual(['error entries: a part failed', 'info entries: entries: ok']);
  });

  it('a part that nobody has asked yet is no failure', () => {
    health.starting('queue');
    expect(health.readiness(false).status).toBe('ok');
    expect(said).toEqual([]);
  });

  it('what fails while everything closes is no news', () => {
    health.ok('entries');
    health.close();
    health.failed('entries', new Error('closed'));
    expect(stateOf('entries')).toBe('ok');
    expect(said).toEqual([]);
  });
});
