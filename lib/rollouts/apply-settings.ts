import { sql } from 'drizzle-orm';
import { inTransaction } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { holdBit } from '@/lib/kit/words';
import {
  effectShown,
  readSettingsEffect,
  type SettingsEffect,
} from '@/lib/recurrence/lookups/settings-effect';
import { lockAllSchedules, repriceSchedules } from '@/lib/recurrence/reprice-schedules';
import { ChangeSettings, changeSettings } from '@/lib/settings/change-settings';
import { getSettings } from '@/lib/settings/get-settings';
import { changeFloors, lockAllWallets } from '@/lib/wallet/change-floors';

export type AppliedSettings =
  | { kind: 'saved' }
  /** Nothing is done yet: this is what it would do. `shown` is sent back to confirm. */
  | { kind: 'asks'; effect: SettingsEffect; shown: string };

/**
 * Saves the operator's settings with what they do to existing services, in one transaction: the next period of each is
 * priced again, and each wallet gets the minimum balance. Asks first if there is such an effect, and again if it is no
 * longer the one that was shown.
 */
export async function applySettings(
  ctx: Ctx,
  { shown, ...input }: ChangeSettings & { shown: string | null },
): Promise<AppliedSettings> {
  requireStaff(ctx, 'settings.write');
  const next = ChangeSettings.parse(input);
  return inTransaction(ctx, async (tctx) => {
    // Without a confirmation nothing is saved if there is an effect, so nothing needs to be held.
    if (shown !== null) {
      await lockAllSchedules(tctx);
      await lockAllWallets(tctx);
    }
    const effect = await readSettingsEffect(tctx, next);
    const expected = effectShown(effect);
    if (expected !== null && expected !== shown) return { kind: 'asks', effect, shown: expected };
    const before = await getSettings(tctx);
    await changeSettings(tctx, next);
    if (next.taxMode !== before.taxMode || next.timeZone !== before.timeZone)
      await repriceSchedules(tctx);
    if (effect.wallets > 0) await changeFloors(tctx, next.minimumBalanceMinor);
    if (expected !== null) await announce(tctx);
    return { kind: 'saved' };
  });
}

/** Has the credit of every customer with a service short of it tried again: it may reach further now. */
async function announce(ctx: TxCtx): Promise<void> {
  const short = holdBit('unpaid') | holdBit('no_credit');
  const rows = await ctx.tx.execute<{ id: number }>(sql`
    select distinct s.customer_id::int as id from services s left join schedule c on c.service_id = s.id
    where s.archived_at is null and (s.holds & ${short}::int <> 0 or c.in_grace) order by 1`);
  await emitEvents(
    ctx,
    rows.map(({ id }) => ({ name: 'wallet/credited', data: { customerId: id } })),
  );
}
