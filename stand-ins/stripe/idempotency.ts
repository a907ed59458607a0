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
 * Claims a key for a request and returns the first result when there is one to replay.
 * @throws StripeFault when the key is in use by another request or was used with other parameters.
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

/** Stores the result, including declines and server errors. */
export function keepResult(world: World, key: string, reply: { status: number; body: string }) {
  const claimed = world.store.find('idempotency', key);
  if (claimed) claimed.reply = reply;
  world.store.touched();
}

/** Frees the key of a request rejected before it began (validation, limits). */
export function releaseKey(world: World, key: string): void {
  world.store.remove('idempotency', key);
}
