import { createHash } from 'node:crypto';
import { StripeFault } from './errors';
import type { IdempotentResult } from './objects';
import type { World } from './world';

const KEEP_MS = 24 * 3_600_000;
const KEY_CHARS_MAX = 255;

export type KeyedRequest = {
  key: string;
  path: string;
  body: string;
  requestId: string;
};

/**
 * Claims a key for a request. Returns the first result when there is one to replay; refuses a key that
 * is in use by another request or was used for another one.
 */
export function claimKey(world: World, request: KeyedRequest): IdempotentResult | null {
  if (request.key.length > KEY_CHARS_MAX) {
    throw new StripeFault(400, {
      type: 'invalid_request_error',
      message: `Idempotency keys can be at most ${KEY_CHARS_MAX} characters.`,
    });
  }
  const fingerprint = createHash('sha256').update(`${request.path}\n${request.body}`).digest('hex');
  const known = world.store.find('idempotency', request.key);
  if (!known || world.clock.now() - known.at > KEEP_MS) {
    world.store.put('idempotency', {
      id: request.key,
      fingerprint,
      at: world.clock.now(),
      requestId: request.requestId,
      reply: null,
    });
    return null;
  }
  if (known.fingerprint !== fingerprint) {
    throw new StripeFault(400, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
    });
  }
  if (!known.reply) {
    throw new StripeFault(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: 'There is currently another in-progress request using this idempotent key.',
    });
  }
  return known;
}

/** Keeps the result, errors of the bank and of the server included. */
export function keepResult(world: World, key: string, reply: { status: number; body: string }) {
  const claimed = world.store.find('idempotency', key);
  if (claimed) claimed.reply = reply;
  world.store.touched();
}

/** Refused before it began (validation, limits): the key stays free. */
export function releaseKey(world: World, key: string): void {
  world.store.remove('idempotency', key);
}
