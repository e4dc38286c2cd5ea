import { GatewayError } from '#core';

/** The file cannot be used now (full disk, busy, thread restarting): `storage-unavailable`, retryable. */
export function storageUnavailable(detail: string, cause?: unknown): GatewayError {
  return new GatewayError({
    code: 'storage-unavailable',
    status: 503,
    retryable: true,
    publicMessage: 'The storage file cannot be used at the moment.',
    message: `storage unavailable: ${detail}`,
    cause,
  });
}

/** What was asked cannot be stored, and trying again will not help: `storage-failed`. */
export function storageFailed(detail: string, cause?: unknown): GatewayError {
  return new GatewayError({
    code: 'storage-failed',
    status: 500,
    publicMessage: 'The storage file refused a change. The log has the cause.',
    message: `storage failed: ${detail}`,
    cause,
  });
}

/** Somebody else has the file open: `storage-locked`. `owner` is a process id. */
export function storageLocked(path: string, owner: number | undefined): GatewayError {
  const who = owner === process.pid ? 'by this process already' : `by process ${owner ?? '(unknown)'}`;
  return new GatewayError({
    code: 'storage-locked',
    status: 500,
    publicMessage: `${path} is in use ${who}. Two gateways cannot share a data folder: stop the other one, or set another dataDir (REPRISE_DATA_DIR).`,
  });
}

/** The file has steps this version does not know: `storage-newer-schema`. */
export function storageNewer(path: string, step: string): GatewayError {
  return new GatewayError({
    code: 'storage-newer-schema',
    status: 500,
    publicMessage: `${path} was written by a newer version of Reprise (schema step "${step}"). Start that version, or move the file away to begin with an empty one.`,
  });
}

/** The file or its folder cannot be opened or made: `storage-unusable`. */
export function storageUnusable(path: string, cause: unknown): GatewayError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new GatewayError({
    code: 'storage-unusable',
    status: 500,
    publicMessage: `${path} cannot be opened: ${detail}. Check that its folder exists or can be made, and may be written by this user.`,
    cause,
  });
}
