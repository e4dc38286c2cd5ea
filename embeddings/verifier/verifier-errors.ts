import { GatewayError } from '#core';

/** The verifier cannot answer now: `verifier-unavailable`, retryable; the decision is made without it. */
export function verifierUnavailable(detail: string): GatewayError {
  return new GatewayError({
    code: 'verifier-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The verifier of cached answers cannot be reached at the moment.',
    message: `verifier unavailable: ${detail}`,
  });
}

/** More is waiting than can be read in time: `verifier-busy`, retryable. */
export function verifierBusy(maxQueue: number): GatewayError {
  return new GatewayError({
    code: 'verifier-busy',
    status: 503,
    retryable: true,
    publicMessage: 'The verifier of cached answers has more to read than it can read in time.',
    message: `verifier busy: ${maxQueue} readings are waiting`,
  });
}

/** The folder holds no usable verifier: `verifier-model`. */
export function verifierModel(path: string, detail: string): GatewayError {
  return new GatewayError({
    code: 'verifier-model',
    status: 500,
    publicMessage: `The verifier at ${path} cannot be used: ${detail}. Set cache.verify.model to a bundled verifier or to a folder with config.json, tokenizer.json, tokenizer_config.json and onnx/model_quantized.onnx, or cache.verify.mode to off.`,
  });
}
