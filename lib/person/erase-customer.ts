import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import {
  customerAddresses,
  customerDocuments,
  customerLabels,
  customerNotes,
  customers,
} from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { redactRecords } from '@/lib/audit/redact-records';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { type CustomerRow, lockCustomer } from '@/lib/customers/lock-customer';
import { forgetUsers } from '@/lib/identity/forget-users';
import { found, refuse, refuseField } from '@/lib/kit/errors';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { forgetNotifications } from '@/lib/notifications/forget-notifications';
import { forgetPayers } from '@/lib/payments/forget-payers';
import { lockTopUps } from '@/lib/payments/lock-top-ups';
import { forgetServices } from '@/lib/services/forget-services';
import { holdServices } from '@/lib/services/hold-services';
import { forgetUsage } from '@/lib/usage/forget-usage';
import { lockWallets } from '@/lib/wallet/lock-wallet';
import { listSamePerson, readEraseVerdict } from './lookups';
import { erasedName } from './rules/erase';

export const EraseCustomer = z.object({
  customerId: z.number().int().positive(),
  /** The customer number, typed again as confirmation. */
  typedNumber: z.string().trim(),
});
export type EraseCustomer = z.infer<typeof EraseCustomer>;

/**
 * Permanently erases a customer's personal data from the database. The ledger, the orders and their amounts stay,
 * under a number. Idempotent.
 * @throws DomainError `invalid-state` naming what still prevents it
 */
export async function eraseCustomer(ctx: Ctx, input: EraseCustomer): Promise<void> {
  requireStaff(ctx, 'customers.erase');
  const { customerId, typedNumber } = EraseCustomer.parse(input);
  if (typedNumber !== String(customerId)) refuseField('typedNumber', 'erase_number_wrong');
  await inTransaction(ctx, async (tctx) => {
    const ids = await listSamePerson(tctx, customerId);
    const customer = await lockPerson(tctx, { customerId, ids });
    if (customer.erasedAt !== null) return;
    const verdict = await readEraseVerdict(tctx, customerId);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    await forgetDetails(tctx, ids);
    await forgetNotifications(tctx, ids);
    const people = await forgetUsers(tctx, ids);
    await forgetPayers(tctx, ids);
    const services = await forgetServices(tctx, ids);
    await forgetUsage(tctx, services);
    await redactRecords(tctx, ids);
    await recordAudit(tctx, {
      action: 'customer.erase',
      subject: { kind: 'customer', id: customerId },
      customerId,
      after: { customers: ids.length, people, services: services.serviceIds.length },
    });
  });
}

/** Takes every lock of the person's customers in the order of all commands (docs/decisions/0002). */
async function lockPerson(
  ctx: TxCtx,
  { customerId, ids }: { customerId: number; ids: readonly number[] },
): Promise<CustomerRow> {
  await lockTopUps(ctx, ids);
  const rows: CustomerRow[] = [];
  for (const id of ids) rows.push(await lockCustomer(ctx, id));
  await lockSchedules(ctx, ...ids);
  await holdServices(ctx, ...ids);
  await lockWallets(ctx, ids);
  return found(rows.find(({ id }) => id === customerId));
}

async function forgetDetails(ctx: TxCtx, ids: readonly number[]): Promise<void> {
  for (const table of [customerAddresses, customerLabels, customerNotes, customerDocuments]) {
    await ctx.tx.delete(table).where(inArray(table.customerId, [...ids]));
  }
  for (const id of ids) {
    await ctx.tx
      .update(customers)
      .set({
        name: erasedName(id),
        ...{ email: null, phone: null, siteId: null, language: null, timeZone: null },
        ...{ servicePasswordSealed: null, status: 'inactive' },
        ...{ erasedAt: ctx.now, updatedAt: ctx.now },
      })
      .where(eq(customers.id, id));
  }
}
