import type { RouterFailure } from '@/lib/kit/words';
import type { RouterConnection } from '../driver';
import type { Change } from '../rules/plan-changes';
import { sessionFingerprint, sessionsToCut } from '../rules/sessions';
import { toAppliedRow } from '../rules/undo';
import { countersOfChanges, cutSession, type EndedSessions } from './cut-session';
import type { PushInput, PushResult, PushTask } from './push-task';
import { describeChange, tryChange, unlessWithheld, WITHHELD } from './try-change';

export type ServicePush = {
  connection: RouterConnection;
  task: PushTask;
  input: PushInput;
  /** The changes of this service, in order. */
  changes: readonly Change[];
  /** Changes already attempted, with the router's error; null where the change succeeded. */
  tried: ReadonlyMap<Change, string | null>;
};

/**
 * Writes the changes of one service and ends the sessions that contradict it. Checks the database before every write:
 * if the service has changed, the rest of the old plan is dropped. Null if that was true from the start.
 */
export async function pushService(push: ServicePush): Promise<PushResult | null> {
  const { connection, task, input, changes: own } = push;
  const done: Change[] = [];
  const ended: EndedSessions[] = [];
  const result = (failure: RouterFailure | null, detail: string | null): PushResult => ({
    serviceId: input.serviceId,
    failure,
    detail,
    changes: done.map(describeChange),
    sessionsCut: ended.reduce((sum, { ids }) => sum + ids.length, 0),
    applied: done.flatMap((change) => toApplied(change, input)),
    ended,
  });
  const superseded = () =>
    done.length === 0 && ended.length === 0 ? null : { ...result(null, null), isSuperseded: true };

  const conflicts = own.filter((change) => change.kind === 'conflict');
  const conflict = conflicts.find(({ serviceId }) => serviceId !== null);
  // A service that is paid for keeps the rows it has, while those of an unpaid one must not keep it online.
  if (conflict !== undefined && input.isServed) {
    return result('conflict', describeChange(conflict));
  }
  await bookCounters(push);
  const isCurrent = () => task.isCurrent(input);
  const refused = await writeAll(push, done);
  if (refused === WITHHELD) return superseded();
  if (refused !== null) return result('rejected', refused);
  const news = own.filter((change) => !readsOtherwise(change, input));
  for (const cut of sessionsToCut({ ...input, changes: news })) {
    const cutTask = { onCounters: task.onCounters, mayCut: isCurrent };
    const { ids, isGone, isHeldBack } = await cutSession(connection, cut, cutTask);
    ended.push({ ...cut, ids });
    if (isHeldBack) return superseded();
    if (!isGone) return result('not_confirmed', `session of ${cut.login}`);
  }
  if (conflict !== undefined) return result('conflict', describeChange(conflict));
  return { ...sharedConflict(conflicts, result), isWritten: true };
}

/** Writes the changes in order and adds each to `done`; returns what the router rejected, or null. */
async function writeAll(
  { connection, task, input, tried, changes }: ServicePush,
  done: Change[],
): Promise<string | typeof WITHHELD | null> {
  for (const change of changes) {
    if (change.kind === 'conflict') continue;
    const earlier = tried.get(change);
    const refusal =
      earlier !== undefined
        ? earlier
        : await unlessWithheld(
            () => task.isCurrent(input),
            (before) => tryChange(connection, change, before),
          );
    if (refusal === WITHHELD) return WITHHELD;
    if (refusal !== null) return `${describeChange(change)}: ${refusal}`;
    done.push(change);
  }
  return null;
}

/** A pool of the operator's under our name does not keep an unpaid service online, but staff have to decide on it. */
function sharedConflict(
  [conflict]: readonly Change[],
  result: (failure: RouterFailure | null, detail: string | null) => PushResult,
): PushResult {
  return conflict === undefined ? result(null, null) : result('conflict', describeChange(conflict));
}

/**
 * A row that read the same way right after the last attempt, whose sessions have ended, is printed otherwise than it
 * was written. Ending its sessions at every retry would keep a customer offline. A disabled login has no session that
 * may stay.
 */
function readsOtherwise(change: Change, input: PushInput): boolean {
  if (change.kind !== 'set' || change.row.attributes['disabled'] !== 'no') return false;
  return (
    input.appliedSession === sessionFingerprint(input.rows) &&
    input.readsOtherwise === describeChange(change)
  );
}

function toApplied(change: Change, { version }: PushInput) {
  const row = toAppliedRow(change);
  return row === null ? [] : [{ ...row, version: String(version) }];
}

/** The changes may reset counters. */
async function bookCounters({ connection, task, tried, changes }: ServicePush): Promise<void> {
  const ahead = changes.filter((change) => !tried.has(change));
  const counters = await countersOfChanges(connection, ahead);
  if (counters !== null) await task.onCounters(counters);
}
