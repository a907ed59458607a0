import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { TxCtx } from '@/lib/context';
import { found, refuseField } from '@/lib/kit/errors';
import { findAllocation, insertAllocation, lockForCap } from './allocation-store';
import { listServicesById } from './lookups/metering';
import { settleCaps } from './settle-caps';

type Cause =
  /** A period grants once, an order of a pack grants once. */
  | { source: 'period' | 'bonus'; periodIndex: number }
  | { source: 'pack'; orderId: string; packId?: number }
  | { source: 'staff'; reason: string };
export type GrantAllocation = Cause & {
  serviceId: number;
  grantedBytes: bigint;
  startsAt: Date;
  /** Exclusive: at this instant the rest is gone. */
  expiresAt: Date;
};
export type GrantedAllocation = { allocationId: number; isNew: boolean };

/**
 * Gives a service data in the caller's transaction, and ends the cap that its lack had caused. The
 * same period or order grants once: a repeat answers with the first allocation.
 * @throws DomainError `not-found` | `forbidden` | `invalid-input`
 */
export async function grantAllocation(
  ctx: TxCtx,
  input: GrantAllocation,
): Promise<GrantedAllocation> {
  const [service] = await listServicesById(ctx, [input.serviceId]);
  const { customerId } = found(service);
  authorise(ctx, customerId, input.source);
  if (input.grantedBytes <= 0n) refuseField('grantedBytes', 'field_invalid');
  if (input.expiresAt <= input.startsAt) refuseField('expiresAt', 'field_invalid');
  // Before the insert: a poll that is about to cut the service sees the grant, or is seen by it.
  await lockForCap(ctx, [input.serviceId]);
  const id = await insertAllocation(ctx, {
    serviceId: input.serviceId,
    customerId,
    source: input.source,
    periodIndex: 'periodIndex' in input ? input.periodIndex : null,
    orderId: input.source === 'pack' ? input.orderId : null,
    packId: input.source === 'pack' ? (input.packId ?? null) : null,
    grantedBytes: input.grantedBytes,
    startsAt: input.startsAt,
    expiresAt: input.expiresAt,
    createdAt: ctx.now,
  });
  if (id === undefined) return { allocationId: await firstGrant(ctx, input), isNew: false };
  await settleCaps(ctx, { serviceIds: [input.serviceId] });
  if (input.source === 'staff') {
    await recordAudit(ctx, {
      action: 'allocation.grant',
      subject: { kind: 'service', id: input.serviceId },
      customerId,
      after: { allocationId: id, grantedBytes: input.grantedBytes, expiresAt: input.expiresAt },
      reason: input.reason,
    });
  }
  return { allocationId: id, isNew: true };
}

/** Periods and orders were authorised by the command that decided them; here they stay with their customer. */
function authorise(ctx: TxCtx, customerId: number, source: Cause['source']): void {
  switch (source) {
    case 'staff':
      requireStaff(ctx, 'services.write');
      return;
    case 'pack':
      requireCustomerAccess(ctx, customerId, 'orders.write');
      return;
    case 'period':
    case 'bonus':
      requireCustomerAccess(ctx, customerId, 'services.read');
  }
}

async function firstGrant(ctx: TxCtx, input: GrantAllocation): Promise<number> {
  if (input.source === 'staff') throw new Error('a staff grant has no cause to repeat');
  const cause =
    input.source === 'pack'
      ? { orderId: input.orderId }
      : { serviceId: input.serviceId, periodIndex: input.periodIndex, source: input.source };
  const first = await findAllocation(ctx, cause);
  if (!first) throw new Error('an allocation conflicts with one that is not there');
  return first.id;
}
