import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { serviceDiscounts, serviceNetworks, services } from '@/db/schema/services';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { refuse, refuseField } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import { refreshSchedule } from '@/lib/recurrence/refresh-schedule';
import { type LockedService, lockService } from '@/lib/services/lock-service';
import { recordHistory } from '@/lib/services/record-history';
import { refuseStanding } from '@/lib/services/refuse-standing';
import { refuseTaken } from '@/lib/services/refuse-taken';
import { serviceCan } from '@/lib/services/rules';
import { findNetworkFault, networkColumns } from '@/lib/services/rules/network-options';
import { savePassword } from '@/lib/services/save-password';
import { DiscountInput, NetworkOptions, ServiceFields } from '@/lib/services/service-input';
import { getSettings } from '@/lib/settings/get-settings';
import { connectService } from './connect-service';
import { followFields, requirePossibleFields } from './follow-fields';
import { requireFreeOptions } from './require-free-options';
import { differenceOf } from './rules/difference';
import { startLoginSuccessors } from './start-login-successors';
import { customerOf, readParts, type ServiceParts } from './store';
import { lockServiceForChange } from './take-version';

export const ChangeService = z.object({
  serviceId: z.number().int().positive(),
  /** Omitted fields stay unchanged. */
  fields: ServiceFields.optional(),
  /** Replaces the whole network part; a null password keeps the stored one. */
  network: NetworkOptions.optional(),
  /** Replaces the whole list. */
  discounts: z.array(DiscountInput).max(20).optional(),
  reason: z.string().trim().max(500, 'field_too_long').optional(),
});
export type ChangeService = z.input<typeof ChangeService>;
type Parsed = z.output<typeof ChangeService>;

/**
 * Changes fields of a service. Price and discounts apply from the next period; the router is updated
 * immediately.
 */
export async function changeService(ctx: Ctx, input: ChangeService): Promise<void> {
  requireStaffOrSystem(ctx, 'services.write');
  const change = ChangeService.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { serviceId } = change;
    // A new login is in the customer's search document, and connecting the service may charge it: both belong to the
    // customer, so a purchase of theirs has to end first.
    await lockServiceForChange(tctx, { serviceId, customerId: await customerOf(tctx, serviceId) });
    const before = await lockService(tctx, serviceId);
    const verdict = serviceCan.edit(before.state);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    const fields = change.fields ?? {};
    await requirePossibleFields(tctx, { before, fields });
    await refuseStanding(tctx, before, {
      ...{ day: localDateOf(ctx.now, (await getSettings(tctx)).timeZone), isNow: true },
      change: { kind: 'fields', fields: { endDate: newEndOf(before, fields) } },
    });
    const parts = await readParts(tctx, change.serviceId);
    await writeFields(tctx, { before, change });
    await writeNetwork(tctx, change);
    await writeDiscounts(tctx, change);
    await refreshSchedule(tctx, change.serviceId);
    await followFields(tctx, { before, fields });
    await recordChange(tctx, { before: { ...before, ...parts }, change });
    await followNetwork(tctx, change);
    if (change.network && change.network.login !== before.login)
      await startLoginSuccessors(tctx, before.login);
  });
}

/** The end date if it changes; otherwise undefined, because nothing was planned after it. */
function newEndOf(
  before: LockedService,
  { endDate }: NonNullable<Parsed['fields']>,
): string | null | undefined {
  return endDate === before.endDate ? undefined : endDate;
}

async function writeFields(
  ctx: TxCtx,
  { before, change }: { before: LockedService; change: Parsed },
): Promise<void> {
  const { serviceId, fields } = change;
  if (!fields) return;
  const isNewEnd = newEndOf(before, fields) !== undefined;
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
  await ctx.tx
    .update(services)
    // No break has moved a newly chosen end date yet.
    .set({ ...given, ...(isNewEnd ? { endDateSpareSeconds: 0 } : {}), updatedAt: ctx.now })
    .where(eq(services.id, serviceId));
}

async function writeNetwork(ctx: TxCtx, { serviceId, network }: Parsed): Promise<void> {
  if (!network) return;
  const fault = findNetworkFault(network);
  if (fault) refuseField(fault.field, fault.key);
  await requireFreeOptions(ctx, { serviceId, network });
  const { additionalNetworks, password, removesPassword } = network;
  await ctx.tx
    .update(services)
    .set({ ...networkColumns(network), updatedAt: ctx.now })
    .where(eq(services.id, serviceId))
    .catch((error: unknown) => refuseTaken(error, network));
  if (password !== null || removesPassword) await savePassword(ctx, { serviceId, password });
  await ctx.tx.delete(serviceNetworks).where(eq(serviceNetworks.serviceId, serviceId));
  if (additionalNetworks.length === 0) return;
  await ctx.tx
    .insert(serviceNetworks)
    .values(additionalNetworks.map((one) => ({ serviceId, network: one })))
    .catch((error: unknown) => refuseTaken(error, network));
}

/** Resumes or starts a service once its last missing means to connect is set, in the same transaction. */
async function followNetwork(ctx: TxCtx, { serviceId, network }: Parsed): Promise<void> {
  if (!network) return;
  const connection = await connectService(ctx, serviceId);
  if (connection === 'login_taken')
    refuseField('login', 'login_taken', { login: network.login ?? '' });
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

type Recorded = { before: LockedService & ServiceParts; change: Parsed };

/** Records only fields that differ; an unchanged form adds no history entry. */
async function recordChange(ctx: TxCtx, { before, change }: Recorded): Promise<void> {
  const { serviceId, reason, fields, network, discounts } = change;
  const differs = differenceOf(before, {
    ...fields,
    ...(network
      ? { ...networkColumns(network), additionalNetworks: [...network.additionalNetworks].sort() }
      : {}),
    ...(network ? { password: passwordWord(before, network) } : {}),
    ...(discounts ? { discounts } : {}),
  });
  if (differs === null) return;
  const { customerId } = before;
  await recordHistory(ctx, [{ serviceId, customerId, action: 'changed', ...differs, reason }]);
  await recordAudit(ctx, {
    action: 'service.change',
    subject: { kind: 'service', id: serviceId },
    customerId,
    ...differs,
    reason,
  });
}

/** Records that the password changed, never the password. */
function passwordWord(before: LockedService, network: NetworkOptions): string | undefined {
  if (network.password !== null) return 'changed';
  return network.removesPassword && before.passwordSealed !== null ? 'removed' : undefined;
}
