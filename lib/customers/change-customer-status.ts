import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { customers } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx, TxCtx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { refuse } from '@/lib/kit/errors';
import { customerStatuses, type HoldReason } from '@/lib/kit/words';
import { settleServices } from '@/lib/recurrence/settle-services';
import { liftHolds } from '@/lib/services/lift-holds';
import { holdOfCustomerStatus } from '@/lib/services/rules';
import { setHolds } from '@/lib/services/set-holds';
import { canBecome } from './rules';
import { lockCustomer } from './store';

export const ChangeCustomerStatus = z.object({
  customerId: z.number().int().positive(),
  status: z.enum(customerStatuses),
  reason: z.string().trim().max(500, 'field_too_long').optional(),
});
export type ChangeCustomerStatus = z.infer<typeof ChangeCustomerStatus>;

const customerHolds = [
  'customer_inactive',
  'customer_blocked',
] as const satisfies readonly HoldReason[];

/**
 * Changes a customer's status. Inactive and blocked put their hold on every service and tell the
 * routers; active lifts it, and each service returns to what its other holds say. A status that is
 * already there changes nothing.
 */
export async function changeCustomerStatus(ctx: Ctx, input: ChangeCustomerStatus): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { customerId, status, reason } = ChangeCustomerStatus.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const customer = await lockCustomer(tctx, customerId);
    if (customer.status === status) return;
    if (!canBecome(customer.status, status)) {
      refuse('invalid-state', 'customer_status_not_possible', {
        from: customer.status,
        to: status,
      });
    }
    await tctx.tx
      .update(customers)
      .set({ status, updatedAt: ctx.now })
      .where(eq(customers.id, customerId));
    await recordAudit(tctx, {
      action: 'customer.status',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before: { status: customer.status },
      after: { status },
      reason,
    });
    await moveHolds(tctx, { customerId, hold: holdOfCustomerStatus[status], note: reason });
  });
}

async function moveHolds(
  ctx: TxCtx,
  {
    customerId,
    hold,
    note,
  }: { customerId: number; hold: HoldReason | null; note: string | undefined },
): Promise<void> {
  const serviceIds = await listServiceIds(ctx, customerId);
  if (hold) await setHolds(ctx, { serviceIds, reason: hold, note });
  const lifted = new Set<number>();
  for (const reason of customerHolds.filter((one) => one !== hold)) {
    for (const id of await liftHolds(ctx, { serviceIds, reason, note })) lifted.add(id);
  }
  await settleServices(
    ctx,
    serviceIds.filter((id) => lifted.has(id)),
  );
}

/** In spending order: when credit is short, the services return in it. */
async function listServiceIds(ctx: TxCtx, customerId: number): Promise<number[]> {
  const rows = await ctx.tx.execute<{ id: number }>(sql`
    select s.id::int as id from services s left join schedule c on c.service_id = s.id
    where s.customer_id = ${customerId} and s.archived_at is null
    order by s.priority, c.next_due nulls last, s.id`);
  return rows.map((row) => row.id);
}
