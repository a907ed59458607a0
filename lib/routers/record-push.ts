import type { RouterRowKey } from '@/db/schema/routers';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { RouterFailure } from '@/lib/kit/words';
import type { PreparedService } from './prepare-service';
import type { PushResult } from './push/push-task';
import { retryDelayMs } from './rules';
import { shownOf } from './rules/look';
import { levelAfter } from './rules/refusal';
import { isSharedMenu } from './rules/rows';
import { serviceLevelOf } from './rules/service-level';
import { sessionFingerprint } from './rules/sessions';
import {
  failedPush,
  holdUnreached,
  lockRefusals,
  lockUnreached,
  settleRefusals,
} from './settle-refusals';
import {
  forgetStates,
  type KnownLevel,
  noteLevels,
  type StateWrite,
  writeConfirmed,
  writeFailed,
  writeSuperseded,
} from './state-store';
import { appendPushes, markReached, markUnavailable } from './store';
import type { RouterUnavailable } from './with-router';

type Settled = {
  prepared: PreparedService;
  result: PushResult;
};

/**
 * Records what a responding router confirmed and rejected, and notifies staff of new failures. A service that the
 * router refuses and does not serve is held until the router accepts it.
 */
export async function recordPushes(
  ctx: TxCtx,
  outcome: {
    routerId: number;
    prepared: readonly PreparedService[];
    results: readonly PushResult[];
  },
): Promise<void> {
  const { routerId } = outcome;
  const byId = new Map(outcome.results.map((result) => [result.serviceId, result]));
  const settled = outcome.prepared.flatMap((prepared): Settled[] => {
    const result = byId.get(prepared.loaded.service.serviceId);
    return result === undefined ? [] : [{ prepared, result }];
  });
  const refusals = await lockRefusals(ctx, settled);
  const superseded = settled.filter(({ result }) => result.isSuperseded === true);
  const confirmed = settled.filter(
    ({ result }) => result.failure === null && result.isSuperseded !== true,
  );
  const failed = settled.filter(({ result }) => result.failure !== null);
  const isHere = ({ prepared }: Settled) => prepared.loaded.service.isHere;
  // First, because the router is locked before the states of its services (docs/decisions/0002-lock-order.md).
  await markReached(ctx, routerId, { confirmed: confirmed.length, failed: failed.length });
  await writeConfirmed(ctx, routerId, confirmed.filter(isHere).map(toConfirmed));
  await forgetStates(
    ctx,
    routerId,
    confirmed.filter((one) => !isHere(one)).map(({ result }) => result.serviceId),
  );
  await writeFailed(
    ctx,
    routerId,
    failed.map(({ prepared, result }) => toFailed(ctx.now, prepared, result)),
  );
  await noteLevels(ctx, routerId, failed.flatMap(knownLevel));
  await writeSuperseded(
    ctx,
    routerId,
    superseded.map(({ prepared }) => toState(prepared)),
  );
  await appendPushes(
    ctx,
    [...confirmed, ...failed].map((one) => toPush(ctx.now, routerId, one)),
  );
  await settleRefusals(ctx, routerId, refusals);
  await emitConfirmed(ctx, routerId, confirmed.filter(isHere));
  await emitFailed(
    ctx,
    routerId,
    failed.map(({ prepared, result }) => ({ prepared, failure: result.failure })),
  );
}

/**
 * Records that the router was unavailable. Its services stay due without a delay of their own, because the router's
 * retry time limits the attempts of all of them. Those that it does not serve are held until it confirms them.
 */
export async function recordUnavailable(
  ctx: TxCtx,
  outcome: { routerId: number; unavailable: RouterUnavailable; retryAfterMs: number },
): Promise<void> {
  const { routerId, unavailable, retryAfterMs } = outcome;
  const retryAt = new Date(ctx.now.getTime() + unavailable.tookMs + retryAfterMs);
  const unreached = await lockUnreached(ctx, routerId);
  await markUnavailable(ctx, routerId, unavailable.failure, retryAt);
  await holdUnreached(ctx, routerId, unreached);
}

/**
 * Records why these services cannot be pushed now; reports each new reason once. Services that the router does not
 * serve are held until it confirms them.
 */
export async function recordBlocked(
  ctx: TxCtx,
  blocked: {
    routerId: number;
    prepared: readonly PreparedService[];
    unavailable: Pick<RouterUnavailable, 'failure' | 'detail'>;
  },
): Promise<void> {
  const { routerId, prepared } = blocked;
  const { failure, detail } = blocked.unavailable;
  const unreached = await lockUnreached(ctx, routerId);
  await writeFailed(
    ctx,
    routerId,
    prepared.map((one) => ({
      ...toState(one),
      ...notWritten,
      failure,
      detail,
      attempts: one.loaded.attempts,
    })),
  );
  const first = prepared.filter((one) => one.loaded.failure !== failure);
  await appendPushes(
    ctx,
    first.map((one) => {
      const { serviceId } = one.loaded.service;
      const result = { serviceId, failure, detail, changes: [], sessionsCut: 0 };
      return toPush(ctx.now, routerId, { prepared: one, result });
    }),
  );
  await holdUnreached(ctx, routerId, unreached);
  await emitFailed(
    ctx,
    routerId,
    prepared.map((one) => ({ prepared: one, failure })),
  );
}

/** Rows that may exist after an attempt with an unknown result: old and new ones. */
function toState(prepared: PreparedService): StateWrite {
  const { loaded, rows, passwordFingerprint } = prepared;
  const own = ownRows(prepared);
  const earlier = loaded.appliedRows.filter(
    (row) => !own.some((other) => other.menu === row.menu && other.key === row.key),
  );
  return {
    serviceId: loaded.service.serviceId,
    version: loaded.service.version,
    rows: [...own, ...earlier],
    session: sessionFingerprint(rows),
    level: serviceLevelOf(loaded.service),
    passwordFingerprint,
    failure: null,
    detail: null,
    attempts: 0,
    nextAttemptAt: null,
  };
}

/** A confirmed service has no rows left at its previous place. */
function toConfirmed({ prepared }: Settled): StateWrite {
  return { ...toState(prepared), rows: ownRows(prepared) };
}

function ownRows({ rows }: PreparedService): RouterRowKey[] {
  return rows
    .filter((row) => !isSharedMenu(row.menu))
    .map((row) => ({ menu: row.menu, key: row.key, shows: shownOf(row) }));
}

/** Keeps what is known of the last sessions and password. */
const notWritten = { session: null, passwordFingerprint: null };

/**
 * Once all was written and the sessions have ended, a retry need not end them again, even if a value on the router does
 * not read as written.
 */
function toFailed(now: Date, prepared: PreparedService, result: PushResult): StateWrite {
  const attempts = prepared.loaded.attempts + 1;
  return {
    ...toState(prepared),
    ...(result.isWritten === true ? {} : notWritten),
    failure: result.failure,
    detail: result.detail,
    attempts,
    nextAttemptAt: new Date(now.getTime() + retryDelayMs(attempts)),
  };
}

/** What the router does for a service although it could not confirm the push. */
function knownLevel({ prepared, result }: Settled): KnownLevel[] {
  const { failure, serviceId } = result;
  const level = failure === null ? null : levelAfter(failedPush({ prepared, result }, failure));
  const { version } = prepared.loaded.service;
  return level === null ? [] : [{ serviceId, version, level }];
}

function toPush(now: Date, routerId: number, { prepared, result }: Settled) {
  return {
    routerId,
    serviceId: result.serviceId,
    version: prepared.loaded.service.version,
    at: now,
    outcome: result.failure === null ? ('confirmed' as const) : ('failed' as const),
    changes: [...result.changes],
    sessionsCut: result.sessionsCut,
    failure: result.failure,
    failureDetail: result.detail,
  };
}

async function emitConfirmed(ctx: TxCtx, routerId: number, list: readonly Settled[]) {
  await emitEvents(
    ctx,
    list.map(({ prepared }) => {
      const { serviceId, customerId, version } = prepared.loaded.service;
      return {
        name: 'service/router.confirmed' as const,
        id: `service/router.confirmed:${routerId}:${serviceId}:${version}`,
        data: { serviceId, customerId, routerId, version: Number(version) },
      };
    }),
  );
}

/** Emits an event only for a new reason, not for every attempt with the same result. */
async function emitFailed(
  ctx: TxCtx,
  routerId: number,
  list: readonly { prepared: PreparedService; failure: RouterFailure | null }[],
) {
  await emitEvents(
    ctx,
    list.flatMap(({ prepared, failure }) => {
      const { service, failure: before } = prepared.loaded;
      if (failure === null || failure === before) return [];
      const { serviceId, customerId } = service;
      const data = { serviceId, customerId, routerId, reason: failure };
      return [{ name: 'service/router.failed' as const, data }];
    }),
  );
}
