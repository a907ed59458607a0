import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { log } from '@/lib/kit/log';
import { applyStripeEvent } from './apply-stripe-event';
import {
  findSweptUntil,
  listUnappliedEvents,
  pruneEvents,
  saveSweptUntil,
  storeEvent,
} from './event-store';
import { sweptBy } from './rules/swept-by';
import { hasStripeKey } from './stripe';
import { listEvents, readStoredEvent, type StripeEvent } from './stripe-events';

/** Events can appear at Stripe shortly after their timestamp. */
const OVERLAP_MS = 15 * 60_000;
/** How long Stripe keeps events; the first sweep of an installation looks back this far. */
const KEPT_MS = 30 * 86_400_000;
const PRUNED_AFTER_MS = 90 * 86_400_000;
/** An event being applied right now is skipped. */
const IN_WORK_MS = 60_000;
const BATCH = 200;

export type SweptEvents = { found: number; applied: number; deferred: number; pruned: number };

/**
 * Compares our events with Stripe's since the last sweep, stores those that never arrived, and applies every
 * stored event not yet applied: after lost webhooks, crashes between storing and applying, and outages. Without a
 * Stripe key it only prunes.
 */
export async function sweepStripeEvents(ctx: Ctx): Promise<SweptEvents> {
  requireStaffOrSystem(ctx, 'payments.write');
  const swept: SweptEvents = { found: 0, applied: 0, deferred: 0, pruned: 0 };
  if (hasStripeKey()) {
    await keepMissing(ctx, swept);
    await applyStored(ctx, swept);
  }
  swept.pruned = await pruneEvents(ctx, new Date(ctx.now.getTime() - PRUNED_AFTER_MS));
  if (swept.found > 0) log.warn(swept, 'stripe events were found that no webhook had brought');
  return swept;
}

async function keepMissing(ctx: Ctx, swept: SweptEvents): Promise<void> {
  const sweptUntil = await findSweptUntil(ctx);
  const since = sweptUntil
    ? new Date(sweptUntil.getTime() - OVERLAP_MS)
    : new Date(ctx.now.getTime() - KEPT_MS);
  const events = await listEvents(since);
  for (const event of events) {
    const { isNew } = await storeEvent(ctx, event);
    if (!isNew) continue;
    swept.found += 1;
    await apply(ctx, event, swept);
  }
  // Saved last: an interrupted sweep starts again where the last complete one ended.
  const newest = events.at(-1);
  if (newest) await saveSweptUntil(ctx, sweptBy(ctx.now, newest.happenedAt));
}

async function applyStored(ctx: Ctx, swept: SweptEvents): Promise<void> {
  const receivedBefore = new Date(ctx.now.getTime() - IN_WORK_MS);
  for (const stored of await listUnappliedEvents(ctx, { receivedBefore, limit: BATCH })) {
    await apply(ctx, readStoredEvent(stored.payload), swept);
  }
}

async function apply(ctx: Ctx, event: StripeEvent, swept: SweptEvents): Promise<void> {
  const outcome = await applyStripeEvent(ctx, event);
  swept[outcome.kind === 'deferred' ? 'deferred' : 'applied'] += 1;
}
