import type { RouterFailure } from '@/lib/kit/words';
import type { RouterConnection } from '../driver';
import type { RouterCounters } from '../read-counters';
import { type Change, planChanges, type ServicePlanInput } from '../rules/plan-changes';
import type { DesiredRow } from '../rules/rows';
import { sessionsToCut } from '../rules/sessions';
import { describeChange, tryChange } from './apply-change';
import { cutSession } from './cut-session';
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
  const refusals = await applyFirst(connection, changes);
  const results = await inParallel(inputs, (input) =>
    pushService({ connection, input, changes, refusals, onCounters }),
  );
  const after = inputs.map((input) => ({ ...input, isPasswordPushed: true }));
  const rest = planChanges(after, await readActual(connection, lookups));
  return results.map((result, index) => verified(result, inputs[index], rest));
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
  readonly changes: readonly Change[];
  /** What the router said to changes that were tried before. */
  readonly refusals: ReadonlyMap<Change, string>;
  readonly onCounters: OnCounters;
}

async function pushService(push: ServicePush): Promise<PushResult> {
  const { connection, input, refusals } = push;
  const own = push.changes.filter((change) => concerns(change, input));
  const done: string[] = [];
  const result = (failure: RouterFailure | null, detail: string | null, sessionsCut = 0) => ({
    serviceId: input.serviceId,
    failure,
    detail,
    changes: done,
    sessionsCut,
  });
  const conflict = own.find((change) => change.kind === 'conflict');
  if (conflict !== undefined) return result('conflict', describeChange(conflict));
  for (const change of own) {
    const wasTried = change.kind === 'remove' || change.serviceId === null;
    const refusal = wasTried ? (refusals.get(change) ?? null) : await tryChange(connection, change);
    if (refusal !== null) return result('rejected', `${describeChange(change)}: ${refusal}`);
    done.push(describeChange(change));
  }
  let sessionsCut = 0;
  for (const cut of sessionsToCut({ ...input, changes: own })) {
    const { cutCount, isGone } = await cutSession(connection, cut, push.onCounters);
    sessionsCut += cutCount;
    if (!isGone) return result('not_confirmed', `session of ${cut.login}`, sessionsCut);
  }
  return result(null, null, sessionsCut);
}

/** Shared rows concern every service that wants them. */
function concerns(change: Change, input: PushInput): boolean {
  if (change.kind === 'remove' || change.serviceId !== null) {
    return change.serviceId === input.serviceId;
  }
  return input.rows.some((row) => row.menu === change.row.menu && row.key === change.row.key);
}

/** Confirmed is only what a second read shows. */
function verified(
  result: PushResult,
  input: PushInput | undefined,
  rest: readonly Change[],
): PushResult {
  const open = rest.find((change) => input !== undefined && concerns(change, input));
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
