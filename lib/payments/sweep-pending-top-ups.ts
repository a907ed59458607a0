import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { log, logDefect } from '@/lib/kit/log';
import { settleTopUp } from './settle-top-up';
import { listOpenTopUps, lockTopUp, markChecked, type TopUpRow, updateTopUp } from './store';
import { hasStripeKey } from './stripe';

/** The payer of a younger top-up may still be paying, or its webhook is on the way. */
const QUIET_MS = 10 * 60_000;
/** Stripe forgets an idempotency key after a day; by then, a page nobody was redirected to has expired too. */
const ABANDONED_MS = 25 * 3_600_000;
const BATCH = 100;

export type SweptTopUps = { checked: number; paid: number; failed: number };

/**
 * Checks top-ups whose result no webhook reported. Never expires one by our own clock: a page can be paid
 * until Stripe says that it has expired. Stops early if Stripe is unreachable.
 */
export async function sweepPendingTopUps(ctx: Ctx): Promise<SweptTopUps> {
  requireStaffOrSystem(ctx, 'payments.write');
  const madeBefore = new Date(ctx.now.getTime() - QUIET_MS);
  const swept: SweptTopUps = { checked: 0, paid: 0, failed: 0 };
  if (!hasStripeKey()) return swept;
  const open = await listOpenTopUps(ctx, { madeBefore, limit: BATCH });
  for (const topUp of open) {
    const outcome = await checkOne(ctx, topUp);
    if (outcome === 'unreachable') break;
    swept.checked += 1;
    if (outcome !== 'open') swept[outcome] += 1;
  }
  if (swept.paid > 0) log.warn(swept, 'payments were found that no webhook had brought');
  return swept;
}

async function checkOne(
  ctx: Ctx,
  topUp: TopUpRow,
): Promise<'paid' | 'open' | 'failed' | 'unreachable'> {
  try {
    if (topUp.checkoutSessionId === null) {
      await closeAbandoned(ctx, topUp);
      return 'open';
    }
    const { status } = await settleTopUp(ctx, { topUpId: topUp.id });
    return status === 'paid' ? 'paid' : 'open';
  } catch (error) {
    if (error instanceof DomainError && error.key === 'payments_unavailable') return 'unreachable';
    logDefect(error, { topUpId: topUp.id });
    await inTransaction(ctx, (tctx) => markChecked(tctx, topUp.id));
    return 'failed';
  }
}

/** Expires a row without a checkout page, which cannot have been paid. */
async function closeAbandoned(ctx: Ctx, topUp: TopUpRow): Promise<void> {
  const isOld = ctx.now.getTime() - topUp.createdAt.getTime() > ABANDONED_MS;
  await inTransaction(ctx, async (tctx) => {
    const row = await lockTopUp(tctx, topUp.id);
    const isAbandoned = isOld && row.status === 'created' && row.checkoutSessionId === null;
    if (isAbandoned) await updateTopUp(tctx, row.id, { status: 'expired' });
    else await markChecked(tctx, row.id);
  });
}
