import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import {
  applyDraws,
  loadAlerts,
  lockBuckets,
  lockEndedBuckets,
  lockForCap,
  type ServiceBucket,
  saveAlerts,
} from './allocation-store';
import { applyCaps } from './apply-caps';
import type { CountedService } from './count-readings';
import { listNearingEnd } from './lookups/metering';
import { type AlertState, decideAlert, reachedThreshold } from './rules/alerts';
import { countedBytes, type Draw, drawDown } from './rules/buckets';

/** The usage that counts towards a service's data limit. */
type CountedUse = { serviceId: number; customerId: number; bytes: bigint };
type BucketsOf = ReadonlyMap<number, readonly ServiceBucket[]>;

/**
 * Draws counted usage from the allocations, alerts customers who passed a threshold, and blocks or throttles services
 * whose data ran out. Returns those services.
 */
export async function drawUsage(
  ctx: TxCtx,
  polledAt: Date,
  usage: readonly CountedService[],
): Promise<number[]> {
  const uses = usage
    .filter((row) => row.action !== null)
    .map((row) => ({ ...row, bytes: countedBytes(row, row.direction) }))
    .filter((use) => use.bytes > 0n);
  if (uses.length === 0) return [];
  const ending = await listNearingEnd(ctx, uses, polledAt);
  await lockForCap(ctx, ending);
  const valid = await lockBuckets(
    ctx,
    uses.map((use) => use.serviceId),
    polledAt,
  );
  const without = uses.filter((use) => !valid.has(use.serviceId)).map((use) => use.serviceId);
  const ended = await lockEndedBuckets(ctx, without, polledAt);
  const draws = uses.flatMap(
    ({ serviceId, bytes }) =>
      drawDown(valid.get(serviceId) ?? ended.get(serviceId) ?? [], bytes).draws,
  );
  await applyDraws(ctx, draws);
  await alertCustomers(ctx, uses, addDraws(valid, draws));
  const { blocked, slowed } = await applyCaps(ctx, { serviceIds: ending, at: polledAt });
  return [...blocked, ...slowed];
}

function addDraws(buckets: BucketsOf, draws: readonly Draw[]): BucketsOf {
  const drawn = new Map(draws.map((draw) => [draw.id, draw.bytes]));
  return new Map(
    [...buckets].map(([serviceId, list]) => [
      serviceId,
      list.map((row) => ({ ...row, usedBytes: row.usedBytes + (drawn.get(row.id) ?? 0n) })),
    ]),
  );
}

const neverAlerted: AlertState = { percent: 0, sentAt: null };

async function alertCustomers(
  ctx: TxCtx,
  uses: readonly CountedUse[],
  buckets: BucketsOf,
): Promise<void> {
  const states = await loadAlerts(
    ctx,
    uses.map((use) => use.serviceId),
  );
  const decided = uses.map(({ serviceId, customerId }) => {
    const before = states.get(serviceId) ?? neverAlerted;
    const decision = decideAlert(before, reachedBy(buckets.get(serviceId) ?? []), ctx.now);
    return { serviceId, customerId, before, ...decision };
  });
  await saveAlerts(
    ctx,
    decided
      .filter(({ before, state }) => before.percent !== state.percent)
      .map(({ serviceId, state }) => ({ serviceId, ...state })),
  );
  await emitEvents(
    ctx,
    decided.flatMap(({ serviceId, customerId, send }) =>
      send === null
        ? []
        : [{ name: 'usage/alert' as const, data: { serviceId, customerId, percent: send } }],
    ),
  );
}

function reachedBy(buckets: readonly ServiceBucket[]): number {
  const sum = (of: (bucket: ServiceBucket) => bigint) =>
    buckets.reduce((total, bucket) => total + of(bucket), 0n);
  return reachedThreshold(
    sum((row) => row.usedBytes),
    sum((row) => row.grantedBytes),
  );
}
