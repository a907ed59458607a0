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
 * Takes one webhook request: checks its signature over the raw bytes, keeps the event, applies it. The
 * signature is the authorisation; nothing is read or written before it holds. A repeat of an event that
 * is done does nothing; a repeat of one that failed tries again.
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
