import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { serviceDiscounts, serviceNetworks, services } from '@/db/schema/services';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx, TxCtx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { refuse, refuseField } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import { refreshSchedule } from '@/lib/recurrence/refresh-schedule';
import { settleServices } from '@/lib/recurrence/settle-services';
import { getSettings } from '@/lib/settings/queries';
import { liftHolds } from './lift-holds';
import { refuseTaken } from './refuse-taken';
import { requireFreeOptions } from './require-free-options';
import { serviceCan } from './rules';
import { findNetworkFault, normaliseMacs } from './rules/network-options';
import { savePassword } from './save-password';
import { DiscountInput, NetworkOptions, ServiceFields } from './service-input';
import { setHolds } from './set-holds';
import { insertHistory, type LockedService, lockService } from './store';

export const ChangeService = z.object({
  serviceId: z.number().int().positive(),
  /** Only what is given changes. */
  fields: ServiceFields.optional(),
  /** The whole network part, when given; a null password keeps the stored one. */
  network: NetworkOptions.optional(),
  /** The whole list, when given. */
  discounts: z.array(DiscountInput).max(20).optional(),
  reason: z.string().trim().max(500, 'field_too_long').optional(),
});
export type ChangeService = z.input<typeof ChangeService>;
type Parsed = z.output<typeof ChangeService>;

/** Changes fields of a service; price and discounts count from the next period, the router is told at once. */
export async function changeService(ctx: Ctx, input: ChangeService): Promise<void> {
  requireStaffOrSystem(ctx, 'services.write');
  const change = ChangeService.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const before = await lockService(tctx, change.serviceId);
    const verdict = serviceCan.edit(before.state);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    checkDates(before, change);
    await writeFields(tctx, change);
    await writeNetwork(tctx, change);
    await writeDiscounts(tctx, change);
    await refreshSchedule(tctx, change.serviceId);
    await followEndDate(tctx, before, change);
    await recordChange(tctx, before, change);
  });
}

function checkDates(before: LockedService, { fields }: Parsed): void {
  const startDate = fields?.startDate ?? before.startDate;
  const endDate = fields?.endDate === undefined ? before.endDate : fields.endDate;
  if (endDate !== null && endDate < startDate) refuseField('endDate', 'end_before_start');
}

async function writeFields(ctx: TxCtx, { serviceId, fields }: Parsed): Promise<void> {
  if (!fields) return;
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
  await ctx.tx
    .update(services)
    .set({ ...given, updatedAt: ctx.now })
    .where(eq(services.id, serviceId));
}

async function writeNetwork(ctx: TxCtx, { serviceId, network }: Parsed): Promise<void> {
  if (!network) return;
  const fault = findNetworkFault(network);
  if (fault) refuseField(fault.field, fault.key);
  await requireFreeOptions(ctx, { serviceId, network });
  const { additionalNetworks, password, macAddresses, ...columns } = network;
  await ctx.tx
    .update(services)
    .set({ ...columns, macAddresses: normaliseMacs(macAddresses), updatedAt: ctx.now })
    .where(eq(services.id, serviceId))
    .catch((error: unknown) => refuseTaken(error, network));
  if (password !== null) await savePassword(ctx, { serviceId, password });
  await ctx.tx.delete(serviceNetworks).where(eq(serviceNetworks.serviceId, serviceId));
  if (additionalNetworks.length === 0) return;
  await ctx.tx
    .insert(serviceNetworks)
    .values(additionalNetworks.map((one) => ({ serviceId, network: one })))
    .catch((error: unknown) => refuseTaken(error, network));
}

async function writeDiscounts(ctx: TxCtx, { serviceId, discounts }: Parsed): Promise<void> {
  if (!discounts) return;
  await ctx.tx.delete(serviceDiscounts).where(eq(serviceDiscounts.serviceId, serviceId));
  if (discounts.length > 0) {
    await ctx.tx
      .insert(serviceDiscounts)
      .values(discounts.map((discount) => ({ ...discount, serviceId })));
  }
}

/** A new end date that lies ahead brings an ended service back; one that passed ends it now. */
async function followEndDate(
  ctx: TxCtx,
  before: LockedService,
  { fields, serviceId }: Parsed,
): Promise<void> {
  if (fields?.endDate === undefined) return;
  const today = localDateOf(ctx.now, (await getSettings(ctx)).timeZone);
  const isOver = fields.endDate !== null && fields.endDate < today;
  if (isOver) await setHolds(ctx, { serviceIds: [serviceId], reason: 'ended' });
  else if (before.state.holds.includes('ended')) {
    await settleServices(ctx, await liftHolds(ctx, { serviceIds: [serviceId], reason: 'ended' }));
  }
}

async function recordChange(ctx: TxCtx, before: LockedService, change: Parsed): Promise<void> {
  const { serviceId, reason, fields, discounts } = change;
  const network = change.network && {
    ...change.network,
    password: change.network.password === null ? undefined : 'changed',
  };
  const old = Object.fromEntries(
    Object.keys({ ...fields, ...change.network })
      .filter((key) => key !== 'password' && key in before)
      .map((key) => [key, before[key as keyof LockedService]]),
  );
  const after = { ...fields, ...network, ...(discounts ? { discounts } : {}) };
  await insertHistory(ctx, [
    { serviceId, customerId: before.customerId, action: 'changed', before: old, after, reason },
  ]);
  await recordAudit(ctx, {
    action: 'service.change',
    subject: { kind: 'service', id: serviceId },
    customerId: before.customerId,
    before: old,
    after,
    reason,
  });
}
