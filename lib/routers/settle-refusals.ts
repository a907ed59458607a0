import { apart } from '@/db/transaction';
import type { TxCtx } from '@/lib/context';
import { lockCustomers } from '@/lib/customers/lock-customer';
import type { RouterFailure } from '@/lib/kit/words';
import { acceptService } from '@/lib/lifecycle/accept-service';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { doOrPark } from '@/lib/recurrence/park-service';
import { holdRefused } from '@/lib/services/hold-refused';
import { holdServices } from '@/lib/services/hold-services';
import type { PreparedService } from './prepare-service';
import type { PushResult } from './push/push-task';
import { listHeldAsRefused, listNotServed, listUnreached } from './refusal-store';
import { isRefusal, levelAfter } from './rules/refusal';
import { serviceLevelOf, serviceLevels } from './rules/service-level';

/** Held in one transaction; the next attempt holds the others. */
const SERVICES_MAX = 500;

type Settled = { prepared: PreparedService; result: PushResult };
type Pushed = { serviceId: number; version: bigint };

/** What a batch of pushes changes about the services that a router refuses. */
export type Refusals = {
  /** Refused now and not held for it yet, with the version that was pushed. */
  refused: Pushed[];
  /** Held for it, and accepted now. */
  accepted: number[];
};

/**
 * Finds the services that their router refuses or accepts for the first time, and takes the locks that their holds and
 * charges need. First in the transaction, because these locks come before those of the states (docs/decisions/0002).
 */
export async function lockRefusals(ctx: TxCtx, settled: readonly Settled[]): Promise<Refusals> {
  const here = settled.filter(({ prepared }) => prepared.loaded.service.isHere);
  const refused = here.filter(isRefused);
  const accepted = here.filter(isAccepted);
  const held = await listHeldAsRefused(ctx, [...refused, ...accepted].map(idOf));
  const fresh = refused.filter((one) => !held.has(idOf(one)));
  const freed = accepted.filter((one) => held.has(idOf(one)));
  await lockOwners(
    ctx,
    [...fresh, ...freed].map(({ prepared }) => prepared.loaded.service.customerId),
  );
  return {
    refused: fresh.map(({ prepared }) => {
      const { serviceId, version } = prepared.loaded.service;
      return { serviceId, version };
    }),
    accepted: freed.map(idOf),
  };
}

/** Holds the refused services and lets the accepted ones on, once the states are recorded. */
export async function settleRefusals(
  ctx: TxCtx,
  routerId: number,
  { refused, accepted }: Refusals,
): Promise<void> {
  await holdRefused(ctx, await listNotServed(ctx, routerId, refused));
  for (const serviceId of accepted) {
    // In a savepoint, so that a fault in one row does not undo what the router confirmed of the others.
    await doOrPark(ctx, { serviceId, job: 'sync-router' }, () =>
      apart(ctx, (tctx) => acceptService(tctx, serviceId)),
    );
  }
}

/**
 * Finds the services that a router which is away does not serve and that are not held for it yet, and takes the same
 * locks. One short query once all of them are held.
 */
export async function lockUnreached(ctx: TxCtx, routerId: number): Promise<Pushed[]> {
  const unreached = await listUnreached(ctx, routerId, SERVICES_MAX);
  await lockOwners(
    ctx,
    unreached.map(({ customerId }) => customerId),
  );
  return unreached;
}

/** Holds these services, once the states are recorded. */
export async function holdUnreached(
  ctx: TxCtx,
  routerId: number,
  unreached: readonly Pushed[],
): Promise<void> {
  await holdRefused(ctx, await listNotServed(ctx, routerId, unreached));
}

const idOf = ({ result }: Settled) => result.serviceId;

function isRefused({ prepared, result }: Settled): boolean {
  const { failure } = result;
  if (failure === null || result.isSuperseded) return false;
  const { appliedLevel: applied, attemptedLevel: attempted } = prepared.loaded;
  return isRefusal({ ...failedPush({ prepared, result }, failure), applied, attempted });
}

/** Confirmed as served, or known to be. */
function isAccepted({ prepared, result }: Settled): boolean {
  if (result.isSuperseded) return false;
  const level = levelNow({ prepared, result });
  return level !== null && level >= serviceLevels.slow;
}

function levelNow(settled: Settled): number | null {
  const { failure } = settled.result;
  return failure === null
    ? serviceLevelOf(settled.prepared.loaded.service)
    : levelAfter(failedPush(settled, failure));
}

/** What a failed push is known to have done. */
export function failedPush({ prepared, result }: Settled, failure: RouterFailure) {
  const { missing, isReleased, loaded } = prepared;
  const { isWritten, lacksLogin } = result;
  const desired = serviceLevelOf(loaded.service);
  return { failure, missing, desired, isWritten, lacksLogin, isReleased };
}

async function lockOwners(ctx: TxCtx, owners: readonly number[]): Promise<void> {
  if (owners.length === 0) return;
  const customerIds = [...new Set(owners)];
  await lockCustomers(ctx, customerIds);
  await lockSchedules(ctx, ...customerIds);
  await holdServices(ctx, ...customerIds);
}
