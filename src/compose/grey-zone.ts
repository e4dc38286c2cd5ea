import type { Config } from '#config';
import { createVerdictMemory, type GreyZone } from '#gateway';
import type { Router } from '#routing';

/** What a chat model is asked about, and on which routes; undefined where the configuration names none. */
export function composeGreyZone(
  { cache, routes }: Pick<Config, 'cache' | 'routes'>,
  router: Router,
): GreyZone | undefined {
  const { mode, chat } = cache.verify;
  if (chat.model === null) return undefined;
  const modes = new Map(routes.map((route) => [route.model, route.cache.verify]));
  return {
    // The name is a route's or has its provider: the dialect, which decides for all others, does not matter.
    verifier: { route: router.resolve(chat.model, 'openai-chat'), deadlineMs: chat.deadlineMs },
    modeOf: ({ name }) => {
      const asked = (name === undefined ? undefined : modes.get(name)) ?? mode;
      return asked === 'serial' || asked === 'race' ? asked : undefined;
    },
    floor: chat.greyFloor,
    verdicts: createVerdictMemory(),
  };
}
