import { GatewayError } from '#core';
import type { Identified } from '#governance';

/** @throws GatewayError `model-not-allowed` unless the caller's key may use the model, as the request names it */
export function requireModelAccess({ models }: Identified, model: string): void {
  if (models.includes('*') || models.includes(model)) return;
  throw new GatewayError({
    code: 'model-not-allowed',
    status: 403,
    param: 'model',
    publicMessage: `This key may not use \`${model}\`. It may use: ${models.join(', ')}.`,
  });
}
