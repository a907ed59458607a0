import type { RouterFailure } from '@/lib/kit/words';
import type { RouterConnection } from '../driver';
import type { RouterCounters } from '../read-counters';
import { type Change, place, planChanges, type ServicePlanInput } from '../rules/plan-changes';
import { type DesiredRow, isSharedMenu } from '../rules/rows';
import { sessionsToCut } from '../rules/sessions';
import { type AppliedRow, toAppliedRow } from '../rules/undo';
import { describeChange, tryChange } from './apply-change';
import { countersOfChanges, cutSession, type EndedSessions } from './cut-session';
import { readActual } from './read-actual';

/** Services pushed side by side; the driver still bounds what is on the wire. */
const PARALLEL_SERVICES = 8;

export interface PushInput extends ServicePlanInput {
  /** Where the service's rows may be from earlier pushes. */
  readonly appliedRows: readonly { readonly menu: string; readonly key: string }[];
  /** Session fingerprint last confirmed; null when the router never confirmed the service. */
  readonly appliedSession: string | null;
}

export interface PushResult {
  readonly serviceId: number;
  readonly failure: RouterFailure | null;
  readonly detail: string | null;
  readonly changes: readonly string[];
  readonly sessionsCut: number;
  /** What it takes to undo the changes. */
  readonly applied?: readonly AppliedRow[];
  /** Logins whose sessions were ended, to be looked at again a little later. */
  readonly ended?: readonly EndedSessions[];
}

/** Gets the counters of sessions about to be cut, before they are lost. */
export type OnCounters = (counters: RouterCounters) => Promise<void>;

/**
 * Brings the rows of these services to what is desired: read, change the difference, cut sessions
 * that contradict it, read again. A service the router refuses does not stop the others.
 * @throws RouterError when the connection is lost; then nothing is known to be confirmed.
 */
export async function pushServices(
  connection: RouterConnection,
  inputs: readonly PushInput[],
  onCounters: OnCounters,
): Promise<PushResult[]> {
  const lookups = inputs.map(({ serviceId, rows, appliedRows }) => ({
    serviceId,
    rows: [...rows, ...(appliedRows as readonly Pick<DesiredRow, 'menu' | 'key'>[])],
  }));
  const changes = planChanges(inputs, await readActual(connection, lookups));
  const counters = await countersOfChanges(connection, changes);
  if (counters !== null) await onCounters(counters);
  const refusals = await applyFirst(connection, changes);
  const changesOf = indexChanges(changes);
  const results = await inParallel(inputs, async (input) => ({
    input,
    result: await pushService({
      ...{ connection, input, refusals, onCounters },
      changes: changesOf(input),
    }),
  }));
  const after = inputs.map((input) => ({ ...input, isPasswordPushed: true }));
  const restOf = indexChanges(planChanges(after, await readActual(connection, lookups)));
  return results.map(({ input, result }) => verified(result, restOf(input)));
}

/** Removals and shared rows, in order: others need the names they free and the profiles they make. */
async function applyFirst(
  connection: RouterConnection,
  changes: readonly Change[],
): Promise<ReadonlyMap<Change, string>> {
  const refusals = new Map<Change, string>();
  for (const change of changes) {
    if (change.kind !== 'remove' && change.serviceId !== null) continue;
    const refusal = await tryChange(connection, change);
    if (refusal !== null) refusals.set(change, refusal);
  }
  return refusals;
}

interface ServicePush {
  readonly connection: RouterConnection;
  readonly input: PushInput;
  /** The changes that concern this service, in order. */
  readonly changes: readonly Change[];
  /** What the router said to changes that were tried before. */
  readonly refusals: ReadonlyMap<Change, string>;
  readonly onCounters: OnCounters;
}

async function pushService(push: ServicePush): Promise<PushResult> {
  const { connection, input, refusals, changes: own } = push;
  const done: Change[] = [];
  const ended: EndedSessions[] = [];
  const result = (failure: RouterFailure | null, detail: string | null) => ({
    serviceId: input.serviceId,
    failure,
    detail,
    changes: done.map(describeChange),
    sessionsCut: ended.reduce((sum, { ids }) => sum + ids.length, 0),
    applied: done.flatMap((change) => toAppliedRow(change) ?? []),
    ended,
  });
  const conflict = own.find((change) => change.kind === 'conflict');
  if (conflict !== undefined) return result('conflict', describeChange(conflict));
  for (const change of own) {
    const wasTried = change.kind === 'remove' || change.serviceId === null;
    const refusal = wasTried ? (refusals.get(change) ?? null) : await tryChange(connection, change);
    if (refusal !== null) return result('rejected', `${describeChange(change)}: ${refusal}`);
    done.push(change);
  }
  for (const cut of sessionsToCut({ ...input, changes: own })) {
    const { ids, isGone } = await cutSession(connection, cut, push.onCounters);
    ended.push({ ...cut, ids });
    if (!isGone) return result('not_confirmed', `session of ${cut.login}`);
  }
  return result(null, null);
}

/** Finds the changes of one service, in their order; shared rows concern every service that wants them. */
function indexChanges(changes: readonly Change[]): (input: PushInput) => Change[] {
  const own = new Map<number, Change[]>();
  const shared = new Map<string, Change>();
  for (const change of changes) {
    if (change.kind !== 'remove' && change.serviceId === null) {
      shared.set(place(change.row.menu, change.row.key), change);
    } else if (change.serviceId !== null) {
      own.set(change.serviceId, [...(own.get(change.serviceId) ?? []), change]);
    }
  }
  return ({ serviceId, rows }) => [
    ...rows.flatMap(({ menu, key }) => (isSharedMenu(menu) && shared.get(place(menu, key))) || []),
    ...(own.get(serviceId) ?? []),
  ];
}

/** Confirmed is only what a second read shows. */
function verified(result: PushResult, [open]: readonly Change[]): PushResult {
  if (result.failure !== null || open === undefined) return result;
  return { ...result, failure: 'not_confirmed', detail: describeChange(open) };
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += PARALLEL_SERVICES) {
    results.push(...(await Promise.all(items.slice(from, from + PARALLEL_SERVICES).map(work))));
  }
  return results;
}
