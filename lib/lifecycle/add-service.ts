import { serviceDiscounts, serviceNetworks, services } from '@/db/schema/services';
import { serviceNeverEnds } from '@/lib/catalog/rules/plan-end';
import type { TxCtx } from '@/lib/context';
import { requireActiveCustomer } from '@/lib/customers/require-active-customer';
import { refuse, refuseField } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import type { HoldReason, ItemKind, RecurrenceMode } from '@/lib/kit/words';
import { type OwedOutcome, startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import {
  findItemTerms,
  findServiceOfOrder,
  findWaitedFor,
  type ItemOfNewService,
} from '@/lib/services/lookups';
import { isStoppedByDispute } from '@/lib/services/lookups/disputes';
import { recordHistory } from '@/lib/services/record-history';
import { refuseTaken } from '@/lib/services/refuse-taken';
import { bitsFromHolds } from '@/lib/services/rules';
import { findNetworkFault, networkColumns } from '@/lib/services/rules/network-options';
import { savePassword } from '@/lib/services/save-password';
import { NetworkOptions, type ParsedServiceInput } from '@/lib/services/service-input';
import { setHolds } from '@/lib/services/set-holds';
import { getSettings } from '@/lib/settings/get-settings';
import { requireFreeOptions } from './require-free-options';

const noNetwork = NetworkOptions.parse({});

export type AddedService = {
  serviceId: number;
  settled: OwedOutcome | undefined;
  /** An earlier call with the same order created the service; this call did nothing. */
  isRepeat: boolean;
};

/**
 * Adds a service in the caller's transaction and starts its first period if its start date, the service it
 * waits for and the credit allow; otherwise the service is Pending, with the reason. The caller has
 * authorised.
 */
export async function addService(
  ctx: TxCtx,
  input: ParsedServiceInput & {
    orderId?: string | undefined;
    /** The item's terms, if the caller has already read them. */
    item?: ItemOfNewService | undefined;
  },
): Promise<AddedService> {
  const customer = await requireActiveCustomer(ctx, input.customerId);
  // Read under the customer's lock, so that the second of two concurrent calls finds the service of the
  // first.
  const earlier = await findEarlier(ctx, input);
  if (earlier !== undefined) return { serviceId: earlier, settled: undefined, isRepeat: true };
  const item = input.item ?? (await findItemTerms(ctx, input.itemId));
  const today = localDateOf(ctx.now, (await getSettings(ctx)).timeZone);
  const startDate = input.startDate ?? today;
  if (input.endDate !== null && input.endDate < startDate)
    refuseField('endDate', 'end_before_start');
  const rhythm = recurrenceOf(input, item);
  const network = input.network ?? noNetwork;
  const fault = findNetworkFault(network);
  if (fault) refuseField(fault.field, fault.key);
  await requireFreeOptions(ctx, { serviceId: null, network });
  const holds = await initialHolds(ctx, { ...input, startDate, today });

  const [row] = await ctx.tx
    .insert(services)
    .values({
      customerId: input.customerId,
      itemId: input.itemId,
      itemVersionId: item.versionId,
      description: input.description,
      quantity: input.quantity,
      unit: input.unit || item.unit,
      customPriceMinor: input.customPriceMinor,
      ...rhythm,
      startDate,
      endDate: input.endDate,
      priority: input.priority,
      siteId: input.siteId ?? customer.siteId,
      latitude: input.latitude,
      longitude: input.longitude,
      ...networkColumns(network),
      waitsForServiceId: input.waitsForServiceId,
      // The holds are set in the insert, because a Pending successor may have a login that is still in use.
      holds: bitsFromHolds(holds),
      orderId: input.orderId ?? null,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    .returning({ id: services.id })
    .catch((error: unknown) => refuseTaken(error, network));
  if (!row) throw new Error('services: the insert returned nothing');
  const serviceId = row.id;
  await writeParts(ctx, { serviceId, input, network });
  for (const reason of holds) await setHolds(ctx, { serviceIds: [serviceId], reason });
  await recordHistory(ctx, [
    {
      serviceId,
      customerId: input.customerId,
      action: 'created',
      after: { item: item.name, startDate },
    },
  ]);
  const [settled] = await startOwedPeriods(ctx, [serviceId]).catch((error: unknown) =>
    refuseTaken(error, network),
  );
  if (settled?.outcome === 'login_taken')
    refuseField('login', 'login_taken', { login: network.login ?? '' });
  return { serviceId, settled, isRepeat: false };
}

/** Finds the service created by the same order or form; a form is for one customer and one item. */
async function findEarlier(
  ctx: TxCtx,
  {
    orderId,
    customerId,
    itemId,
  }: { orderId?: string | undefined; customerId: number; itemId: number },
): Promise<number | undefined> {
  if (orderId === undefined) return undefined;
  const earlier = await findServiceOfOrder(ctx, orderId);
  if (!earlier) return undefined;
  const isSame = earlier.customerId === customerId && earlier.itemId === itemId;
  return isSame ? earlier.id : refuse('conflict', 'form_reused');
}

/**
 * Every service starts unpaid; the first charge lifts that hold, immediately if there is no other. A dispute that stops
 * the customer's services stops a new one too, before it costs anything.
 */
async function initialHolds(
  ctx: TxCtx,
  input: { customerId: number; startDate: string; today: string; waitsForServiceId: number | null },
): Promise<HoldReason[]> {
  const holds: HoldReason[] = ['unpaid'];
  if (input.startDate > input.today) holds.push('not_started');
  if (input.waitsForServiceId !== null) {
    const target = await findWaitedFor(ctx, input.waitsForServiceId);
    if (target?.customerId !== input.customerId)
      refuseField('waitsForServiceId', 'waits_for_unknown');
    // A service that is already Active needs no wait, and no later event would release this one.
    if (!target.hasBegun) holds.push('waiting');
  }
  if (await isStoppedByDispute(ctx, input.customerId)) holds.push('dispute');
  return holds;
}

function recurrenceOf(
  input: ParsedServiceInput,
  item: {
    kind: ItemKind;
    dataLimitBytes: bigint | null;
    recurrenceMode: RecurrenceMode;
    intervalCount: number | null;
    intervalUnit: 'day' | 'week' | 'month' | null;
  },
) {
  const rhythm = {
    recurrenceMode: input.recurrenceMode ?? item.recurrenceMode,
    intervalCount: input.intervalCount === undefined ? item.intervalCount : input.intervalCount,
    intervalUnit: input.intervalUnit === undefined ? item.intervalUnit : input.intervalUnit,
  };
  if (rhythm.recurrenceMode !== 'none' && rhythm.intervalCount === null)
    refuseField('intervalCount', 'interval_required');
  if (serviceNeverEnds({ ...item, ...rhythm, endDate: input.endDate }))
    refuseField('intervalCount', 'service_never_ends');
  return rhythm;
}

async function writeParts(
  ctx: TxCtx,
  {
    serviceId,
    input,
    network,
  }: { serviceId: number; input: ParsedServiceInput; network: NetworkOptions },
): Promise<void> {
  if (network.password !== null) await savePassword(ctx, { serviceId, password: network.password });
  if (input.discounts.length > 0) {
    await ctx.tx
      .insert(serviceDiscounts)
      .values(input.discounts.map((discount) => ({ ...discount, serviceId })));
  }
  if (network.additionalNetworks.length > 0) {
    await ctx.tx
      .insert(serviceNetworks)
      .values(network.additionalNetworks.map((one) => ({ serviceId, network: one })))
      .catch((error: unknown) => refuseTaken(error, network));
  }
}
