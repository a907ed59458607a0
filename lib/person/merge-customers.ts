import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import {
  customerAddresses,
  customerDocuments,
  customerLabels,
  customerNotes,
  customers,
} from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudits } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { handOverAssignments } from '@/lib/catalog/hand-over-assignments';
import type { Ctx, TxCtx } from '@/lib/context';
import { type CustomerRow, lockCustomer } from '@/lib/customers/lock-customer';
import { servicePasswordContext } from '@/lib/customers/save-service-password';
import { handOverUsers } from '@/lib/identity/hand-over-users';
import { unseal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { refuse } from '@/lib/kit/errors';
import { followCustomerStatus } from '@/lib/lifecycle/follow-customer-status';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { handOverNotifications } from '@/lib/notifications/hand-over-notifications';
import { handOverOrders } from '@/lib/orders/hand-over-orders';
import { followDisputes } from '@/lib/payments/follow-dispute';
import { handOverTopUps } from '@/lib/payments/hand-over-top-ups';
import { lockTopUps } from '@/lib/payments/lock-top-ups';
import { handOverSchedules } from '@/lib/recurrence/hand-over-schedules';
import { handOverRolloutRows } from '@/lib/rollouts/hand-over-rollout-rows';
import { handOverServices } from '@/lib/services/hand-over-services';
import { holdServices } from '@/lib/services/hold-services';
import { getSettings } from '@/lib/settings/get-settings';
import { handOverAllocations } from '@/lib/usage/hand-over-allocations';
import { handOverBalances } from '@/lib/wallet/hand-over-balances';
import { lockWallets } from '@/lib/wallet/lock-wallet';
import { readParty } from './lookups';
import { decideMerge, type MergeParty } from './rules/merge';
import { mergeDifference, ShownMerge } from './rules/shown-merge';

export const MergeCustomers = z.object({
  /** The duplicate: stays as a link to the other record, with its ledger. */
  fromId: z.number().int().positive(),
  /** The customer who stays and receives everything. */
  intoId: z.number().int().positive(),
  reason: z.string().trim().max(500, 'field_too_long').optional(),
  /** What the preview showed of both; the merge is refused if something is no longer so. */
  shown: ShownMerge.optional(),
});
export type MergeCustomers = z.input<typeof MergeCustomers>;

type Pair = { fromId: number; toId: number };

/**
 * Merges a duplicate customer into another. All data moves, and the balance follows in one movement; past ledger and
 * history entries stay where they are. Idempotent.
 * @throws DomainError `invalid-state` naming what prevents it; `merge_money_changed` | `merge_count_changed`
 */
export async function mergeCustomers(ctx: Ctx, input: MergeCustomers): Promise<void> {
  requireStaff(ctx, 'customers.write');
  requireStaff(ctx, 'wallet.adjust');
  const { fromId, intoId, reason, shown } = MergeCustomers.parse(input);
  const pair = { fromId, toId: intoId };
  await inTransaction(ctx, async (tctx) => {
    const from = await lockPair(tctx, pair);
    if (from.mergedIntoId === intoId) return;
    const parties = { from: await readParty(tctx, fromId), into: await readParty(tctx, intoId) };
    const verdict = decideMerge(parties.from, parties.into);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    if (shown) await requireShown(tctx, shown, parties);
    const moved = await handOverBalances(tctx, pair);
    await handOverElsewhere(tctx, pair, from);
    await handOverDetails(tctx, pair);
    await tctx.tx
      .update(customers)
      .set({ mergedIntoId: intoId, status: 'inactive', updatedAt: ctx.now })
      .where(eq(customers.id, fromId));
    const after = { fromId, intoId, ...moved, ...parties.from.counts };
    await recordAudits(
      tctx,
      [fromId, intoId].map((customerId) => ({
        ...{ action: 'customer.merge', subject: { kind: 'customer', id: fromId } },
        ...{ customerId, after, reason },
      })),
    );
    // Before credit is spent: the disputes of both now stop the services of both.
    await followDisputes(tctx, { customerId: intoId, note: reason });
    // Last, because it spends credit: the services take over the holds and credit of their new owner.
    await followCustomerStatus(tctx, {
      customerId: intoId,
      status: parties.into.status,
      note: reason,
    });
  });
}

/** @throws DomainError `merge_money_changed` | `merge_count_changed`, with the first difference */
async function requireShown(
  ctx: TxCtx,
  shown: ShownMerge,
  parties: { from: MergeParty; into: MergeParty },
): Promise<void> {
  const changed = mergeDifference(shown, parties);
  if (changed === null) return;
  const { customerId: customer, what } = changed;
  if (changed.kind === 'count') {
    const { was, now } = changed;
    refuse('conflict', 'merge_count_changed', { what, customer, was, now });
  }
  const { currency } = await getSettings(ctx);
  refuse('conflict', 'merge_money_changed', {
    ...{ what, customer },
    ...{ was: { minor: changed.was, currency }, now: { minor: changed.now, currency } },
  });
}

/** Takes every lock of both customers in the order of all commands (docs/decisions/0002). Returns the duplicate. */
async function lockPair(ctx: TxCtx, { fromId, toId }: Pair): Promise<CustomerRow> {
  await lockTopUps(ctx, [fromId, toId]);
  const first = await lockCustomer(ctx, Math.min(fromId, toId));
  const second = await lockCustomer(ctx, Math.max(fromId, toId));
  await lockSchedules(ctx, fromId, toId);
  await holdServices(ctx, fromId, toId);
  await lockWallets(ctx, [fromId, toId]);
  return first.id === fromId ? first : second;
}

async function handOverElsewhere(ctx: TxCtx, pair: Pair, from: CustomerRow): Promise<void> {
  const sealed = from.servicePasswordSealed;
  const servicePassword =
    sealed === null ? null : unseal(env().ENCRYPTION_KEYS, sealed, servicePasswordContext(from.id));
  const { toId } = pair;
  const serviceIds = await handOverServices(ctx, { ...pair, servicePassword });
  await handOverSchedules(ctx, { serviceIds, toId });
  await handOverAllocations(ctx, { serviceIds, toId });
  await handOverOrders(ctx, pair);
  await handOverTopUps(ctx, pair);
  await handOverNotifications(ctx, pair);
  await handOverUsers(ctx, pair);
  await handOverAssignments(ctx, pair);
  await handOverRolloutRows(ctx, pair);
}

/** Deduplicates what both customers have, such as a label. */
async function handOverDetails(ctx: TxCtx, { fromId, toId }: Pair): Promise<void> {
  for (const table of [customerNotes, customerDocuments]) {
    await ctx.tx.update(table).set({ customerId: toId }).where(eq(table.customerId, fromId));
  }
  await ctx.tx.execute(sql`
    insert into customer_labels (customer_id, label)
    select ${toId}::bigint, label from customer_labels where customer_id = ${fromId}
    on conflict do nothing`);
  await ctx.tx.delete(customerLabels).where(eq(customerLabels.customerId, fromId));
  await ctx.tx.execute(sql`
    update customer_addresses a set customer_id = ${toId}
    where customer_id = ${fromId} and not exists (
      select 1 from customer_addresses known where known.customer_id = ${toId}
        and (known.kind, known.lines, known.city, known.postal_code, known.country)
          = (a.kind, a.lines, a.city, a.postal_code, a.country))`);
  await ctx.tx.delete(customerAddresses).where(eq(customerAddresses.customerId, fromId));
}
