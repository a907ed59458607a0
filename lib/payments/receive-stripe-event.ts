import type { Ctx } from '@/lib/context';
import { log } from '@/lib/kit/log';
import { type AppliedEvent, applyStripeEvent } from './apply-stripe-event';
import { storeEvent } from './event-store';
import { isCurrentApiVersion, type VerifiedEvent, verifyEvent } from './stripe-events';

export type ReceivedEvent =
  | Extract<VerifiedEvent, { kind: 'refused' }>
  | { kind: 'repeated'; eventId: string }
  | AppliedEvent;

/**
 * Handles a webhook request: verifies the signature over the raw bytes, stores the event and applies it. The
 * signature is the authorisation; nothing is read or written before it is verified. A duplicate of an applied
 * event is a no-op; a duplicate of a failed one retries it.
 */
export async function receiveStripeEvent(
  ctx: Ctx,
  input: { body: Uint8Array; signature: string | null },
): Promise<ReceivedEvent> {
  const verified = verifyEvent(input.body, input.signature, ctx.now);
  if (verified.kind === 'refused') {
    log.warn({ reason: verified.reason, bytes: input.body.length }, 'stripe webhook refused');
    return verified;
  }
  const { event } = verified;
  if (!isCurrentApiVersion(event.apiVersion)) {
    log.warn(
      { eventId: event.id, apiVersion: event.apiVersion },
      'stripe event of another version',
    );
  }
  const { isApplied } = await storeEvent(ctx, event);
  return isApplied ? { kind: 'repeated', eventId: event.id } : applyStripeEvent(ctx, event);
}
