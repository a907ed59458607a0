import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { EndedCut } from '@/lib/kit/ended-cut';
import { saveApply } from './apply-store';
import { askRecheck } from './ask-recheck';
import { bookBeforeCut } from './book-before-cut';
import type { RouterConnection } from './driver';
import {
  hasDueBefore,
  isAtVersion,
  loadDueServices,
  loadServices,
  type ServiceOnRouter,
} from './lookups/desired';
import { loadRouterFacts } from './lookups/router-facts';
import type { Router } from './lookups/routers';
import { isWritable, type PreparedService, toPushInput } from './prepare-service';
import { prepareServices } from './prepare-services';
import { pushServices } from './push/push-services';
import type { PushResult, PushTask } from './push/push-task';
import { recordPushes } from './record-push';
import { serviceLevelOf, serviceLevels, type Urgency, urgencyOf } from './rules/service-level';
import { noteLowering } from './state-store';

/** Small, so that a customer who pays while the router is busy waits at most this long. */
const SERVICES_MAX = 20;
const BATCH_MS = 1_500;
/** Limits interruptions, so that other work eventually continues. */
const PAYER_BATCHES_MAX = 10;

/** A router whose lease is held. `ctx.now` is the start of the work. */
export type RouterWork = {
  ctx: Ctx;
  router: Router;
  connection: RouterConnection;
  /** `performance.now()` at `ctx.now`. */
  startedAt: number;
};

export type PushedBatch = {
  confirmed: number;
  failed: number;
  /** The services of the batch. */
  serviceIds: readonly number[];
};

/** Returns the context with the current time, because work on a router can take long and its records carry a time. */
export function momentOf({ ctx, startedAt }: Pick<RouterWork, 'ctx' | 'startedAt'>): Ctx {
  const elapsedMs = Math.floor(performance.now() - startedAt);
  return { ...ctx, now: new Date(ctx.now.getTime() + elapsedMs) };
}

/**
 * Pushes the most urgent due services and records what the router confirmed. Null when nothing is due. `before` leaves
 * out services of this urgency or less.
 */
export async function pushBatch(
  work: RouterWork,
  { before }: { before?: Urgency } = {},
): Promise<PushedBatch | null> {
  const { ctx, router, connection } = work;
  // With the current time, so that services postponed by a few seconds become due during long work.
  const due = await loadDueServices(momentOf(work), router.id, { limit: SERVICES_MAX, before });
  const [first] = due;
  if (first === undefined) return null;
  const facts = await loadRouterFacts(ctx, router);
  const urgency = urgencyOfLoaded(first);
  const equal = due.filter((loaded) => urgencyOfLoaded(loaded) === urgency);
  const prepared = await prepareServices(connection, facts, equal);
  const task = pushTask(work, urgency);
  await noteLower(work, prepared);
  const { results } = await pushServices(connection, prepared.filter(isWritable).map(toPushInput), {
    ...task,
    loadHolders: async (ids) => {
      const holders = (await loadServices(ctx, router.id, ids)).filter(isOpen);
      const added = await prepareServices(connection, facts, holders);
      prepared.push(...added);
      await noteLower(work, added);
      return added.filter(isWritable).map(toPushInput);
    },
  });
  const settled = [...unlessMissing(prepared, results), ...prepared.flatMap(refuseIncomplete)];
  return record(work, prepared, settled);
}

/** Pushes services that gain or keep access, between the steps of other work; returns their ids. */
export async function pushPayers(work: RouterWork): Promise<number[]> {
  const served: number[] = [];
  for (let batches = 0; batches < PAYER_BATCHES_MAX; batches += 1) {
    if (!(await hasDueBefore(momentOf(work), work.router.id, 'lower'))) break;
    const batch = await pushBatch(work, { before: 'lower' });
    served.push(...(batch?.serviceIds ?? []));
  }
  return served;
}

/** The callbacks of a push. The push stops when more urgent work is due. */
export function pushTask(work: RouterWork, urgency: Urgency): PushTask {
  const { ctx, router } = work;
  const endsAt = performance.now() + BATCH_MS;
  return {
    onCounters: (counters) => bookBeforeCut(momentOf(work), router.id, counters),
    isCurrent: ({ serviceId, version }) => isAtVersion(ctx, serviceId, version),
    mayGoOn: async () =>
      performance.now() < endsAt && !(await hasDueBefore(momentOf(work), router.id, urgency)),
    loadHolders: async () => [],
  };
}

function urgencyOfLoaded({ service, appliedLevel, attemptedLevel }: ServiceOnRouter): Urgency {
  return urgencyOf(serviceLevelOf(service), appliedLevel, attemptedLevel);
}

async function noteLower(
  { ctx, router }: RouterWork,
  prepared: readonly PreparedService[],
): Promise<void> {
  const lowered = prepared
    .filter((one) => one.isReleased || (isWritable(one) && urgencyOfLoaded(one.loaded) === 'lower'))
    .map(({ isReleased, loaded: { service } }) => ({
      serviceId: service.serviceId,
      version: service.version,
      level: isReleased ? serviceLevels.absent : serviceLevelOf(service),
    }));
  if (lowered.length === 0) return;
  await inTransaction(ctx, (tctx) => noteLowering(tctx, router.id, lowered));
}

/** To be changed on this router, or removed from it. */
function isOpen({ service, appliedVersion }: ServiceOnRouter): boolean {
  return !service.isHere || appliedVersion < service.version;
}

/**
 * Rows written for a service that lacks something are not confirmed, because it is not served as desired. A warning
 * goes with the confirmation, for staff who read the pushes.
 */
export function unlessMissing(
  prepared: readonly PreparedService[],
  results: readonly PushResult[],
): PushResult[] {
  const byId = new Map(prepared.map((one) => [one.loaded.service.serviceId, one]));
  return results.map((result): PushResult => {
    const { missing = null, warning = null } = byId.get(result.serviceId) ?? {};
    if (result.failure !== null || result.isSuperseded === true) return result;
    if (missing !== null) return { ...result, failure: 'incomplete_service', detail: missing };
    return warning === null ? result : { ...result, detail: warning };
  });
}

/** A service without rows stays unchanged on the router until staff complete it. */
function refuseIncomplete(prepared: PreparedService): PushResult[] {
  if (isWritable(prepared)) return [];
  const { loaded, missing } = prepared;
  const { serviceId } = loaded.service;
  const failure = 'incomplete_service';
  return [{ serviceId, failure, detail: missing, changes: [], sessionsCut: 0 }];
}

async function record(
  work: RouterWork,
  prepared: readonly PreparedService[],
  results: readonly PushResult[],
): Promise<PushedBatch> {
  const routerId = work.router.id;
  await inTransaction(momentOf(work), async (tctx) => {
    await recordPushes(tctx, { routerId, prepared, results });
    // In the transaction of the confirmation, so that sessions are rechecked whatever happens to the remaining work.
    await askRecheck(tctx, routerId, endedCuts(prepared, results));
    await saveApply(tctx, routerId, { kind: 'adoption', rows: adoptedRows(prepared, results) });
  });
  const failed = results.filter(({ failure }) => failure !== null).length;
  const superseded = results.filter(({ isSuperseded }) => isSuperseded === true).length;
  const confirmed = results.length - failed - superseded;
  const serviceIds = prepared.map(({ loaded }) => loaded.service.serviceId);
  return { confirmed, failed, serviceIds };
}

/** Rows that staff let a service adopt. */
function adoptedRows(prepared: readonly PreparedService[], results: readonly PushResult[]) {
  const approved = new Set(
    prepared.flatMap(({ loaded }) => (loaded.adoptionApproved ? [loaded.service.serviceId] : [])),
  );
  return results
    .filter(({ serviceId }) => approved.has(serviceId))
    .flatMap(({ applied = [] }) => applied.filter(({ kind }) => kind === 'adopted'));
}

export function endedCuts(
  prepared: readonly PreparedService[],
  results: readonly PushResult[],
): EndedCut[] {
  const versions = new Map(
    prepared.map(({ loaded: { service } }) => [service.serviceId, Number(service.version)]),
  );
  return results.flatMap(({ serviceId, ended = [] }) =>
    ended
      .filter((cut) => !cut.isWelcome || cut.ids.length > 0)
      .map((cut) => ({ ...cut, version: versions.get(serviceId) ?? 0 })),
  );
}
