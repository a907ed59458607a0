import type messages from '@/messages/en/errors.json';

/** Every refusal has a sentence in the message catalogue; a key without one does not compile. */
export type ErrorKey = keyof typeof messages;

export type RefusalCode =
  | 'not-found'
  | 'forbidden'
  | 'conflict'
  | 'invalid-state'
  | 'limit'
  | 'insufficient-credit'
  | 'invalid-input';

/** Values the edge formats for the reader: money with its currency, instants in the operator's zone. */
export type RefusalParam = string | number | Date | { minor: bigint; currency: string };
export type RefusalParams = Record<string, RefusalParam>;

/**
 * A refusal: something a person asked for that the rules do not allow. Throwing it rolls the open
 * transaction back; each edge (form, route, job) maps it to words or to a status, never to a defect.
 */
export class DomainError extends Error {
  readonly code: RefusalCode;
  readonly key: ErrorKey;
  readonly params: RefusalParams;
  /** The input field the sentence belongs to, if any. */
  readonly field: string | undefined;

  constructor(code: RefusalCode, key: ErrorKey, params: RefusalParams = {}, field?: string) {
    super(`${code}: ${key}`);
    this.name = 'DomainError';
    this.code = code;
    this.key = key;
    this.params = params;
    this.field = field;
  }
}

export function refuse(code: RefusalCode, key: ErrorKey, params: RefusalParams = {}): never {
  throw new DomainError(code, key, params);
}

/** Refuses with the sentence attached to one input field. */
export function refuseField(field: string, key: ErrorKey, params: RefusalParams = {}): never {
  throw new DomainError('invalid-input', key, params, field);
}

/**
 * Returns the row or refuses with `not-found`. Other customers' ids and missing ids give the same refusal, so ids
 * cannot be probed.
 */
export function found<T>(row: T | undefined | null): T {
  if (row === undefined || row === null) throw new DomainError('not-found', 'not_found');
  return row;
}
