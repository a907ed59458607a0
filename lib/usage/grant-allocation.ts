import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { TxCtx } from '@/lib/context';
import { found, refuseField } from '@/lib/kit/errors';
import { findAllocation, insertAllocation, lockForCap } from './allocation-store';
import { applyCaps } from './apply-caps';
import { listServicesById } from './lookups/metering';

type Cause =
  /** A period or an order of a pack grants once. */
  | { source: 'period' | 'bonus'; periodIndex: number }
  | { source: 'pack'; orderId: string; packId?: number }
  | { source: 'staff'; reason: string };
export type GrantAllocation = Cause & {
  serviceId: number;
  grantedBytes: bigint;
  startsAt: Date;
  /** Exclusive: the rest expires at this instant. */
  expiresAt: Date;
};
export type GrantedAllocation = { allocationId: number; isNew: boolean };

/**
 * Grants data to a service in the caller's transaction and lifts the cap caused by its lack. Idempotent per period or
 * order: a repeat returns the first allocation.
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
  // Before the insert, so that a concurrent poll about to cap the service either sees the grant or is seen by it.
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
  await applyCaps(ctx, { serviceIds: [input.serviceId] });
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

/** The command that decided a period or order has authorised it; this only checks the customer. */
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
