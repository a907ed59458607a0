import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { log, logDefect } from '@/lib/kit/log';
import { applyDispute } from './apply-dispute';
import { applyIntent, applySession } from './apply-intent';
import { applyPayout } from './apply-payout';
import { applyRefunds } from './apply-refunds';
import { markApplied, markFailed } from './event-store';
import type { EventSubject, StripeEvent } from './stripe-events';
import { retrieveDispute } from './stripe-refunds';

export type AppliedEvent =
  /** `ignored`: not related to a payment of ours. */
  | { kind: 'applied' | 'ignored'; eventId: string }
  /** Stored, to be retried by Stripe or by our sweep. */
  | { kind: 'deferred'; eventId: string };

/**
 * Applies a Stripe event. Uses only its object's id and retrieves the object's current state, so events may
 * arrive late, twice and in any order. A failure is returned, not thrown: the event stays to be applied.
 */
export async function applyStripeEvent(
  ctx: Ctx,
  event: Pick<StripeEvent, 'id' | 'subject'>,
): Promise<AppliedEvent> {
  try {
    const isOurs = await applySubject(ctx, event.subject);
    await markApplied(ctx, event.id);
    return { kind: isOurs ? 'applied' : 'ignored', eventId: event.id };
  } catch (error) {
    await markFailed(ctx, event.id, describe(error, event.id));
    return { kind: 'deferred', eventId: event.id };
  }
}

async function applySubject(ctx: Ctx, subject: EventSubject): Promise<boolean> {
  switch (subject.kind) {
    case 'checkout':
      return applySession(ctx, subject.sessionId);
    case 'intent':
      return applyIntent(ctx, subject.paymentIntentId);
    case 'refund': {
      // A refund can be reported before the payment it belongs to.
      const isOurs = await applyIntent(ctx, subject.paymentIntentId);
      return isOurs && applyRefunds(ctx, subject);
    }
    case 'dispute': {
      // The payment first, as with a refund.
      const { paymentIntentId } = await retrieveDispute(subject.disputeId);
      const isOurs = paymentIntentId !== null && (await applyIntent(ctx, paymentIntentId));
      return isOurs && applyDispute(ctx, subject);
    }
    case 'payout':
      return applyPayout(ctx, subject);
    case 'other':
      return false;
  }
}

function describe(error: unknown, eventId: string): string {
  if (!(error instanceof DomainError)) return logDefect(error, { eventId });
  log.warn({ eventId, key: error.key }, 'stripe event deferred');
  return error.key;
}
