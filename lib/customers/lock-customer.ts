import { asc, eq, inArray } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import type { TxCtx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';

export type CustomerRow = typeof customers.$inferSelect;

/** Locks the customer, so that a status change and a new service are serialised. */
export async function lockCustomer(ctx: TxCtx, customerId: number): Promise<CustomerRow> {
  const [row] = await ctx.tx
    .select()
    .from(customers)
    .where(eq(customers.id, customerId))
    .for('no key update');
  return found(row);
}

/** Locks several customers with one statement, in id order. */
export async function lockCustomers(ctx: TxCtx, customerIds: readonly number[]): Promise<void> {
  await ctx.tx
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.id, [...customerIds]))
    .orderBy(asc(customers.id))
    .for('no key update');
}

/**
 * Locks a customer who can still be changed, which a merged or erased customer cannot.
 * @throws DomainError `not-found` | `invalid-state`
 */
export async function lockOpenCustomer(ctx: TxCtx, customerId: number): Promise<CustomerRow> {
  const customer = await lockCustomer(ctx, customerId);
  if (customer.mergedIntoId !== null) refuse('invalid-state', 'customer_merged');
  if (customer.erasedAt !== null) refuse('invalid-state', 'customer_erased');
  return customer;
}
