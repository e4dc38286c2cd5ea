import { DatabaseError } from 'pg';

/** Errors of the values of a statement: wrong data (22), a constraint (23), too long for an index or a limit (54). */
export function isDataError(error: unknown): boolean {
  return error instanceof DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}

/**
 * Whether the connection is of no more use: it is gone, the server is silent or leaving, or it became a standby, which
 * a new connection may find replaced.
 */
export function isBrokenConnection(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return true;
  const { code = '', severity } = error;
  return severity !== 'ERROR' || code === '25006' || /^(08|57P)/.test(code);
}

/** Whether a table, function, schema or type is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof DatabaseError && ['42P01', '42883', '3F000', '42704'].includes(error.code ?? '');
}

/** What went wrong, in words; an address with several numbers fails with several errors and no words of its own. */
export function detailOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(detailOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
