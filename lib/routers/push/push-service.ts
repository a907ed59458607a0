import type { RouterFailure } from '@/lib/kit/words';
import type { RouterConnection } from '../driver';
import type { Change } from '../rules/plan-changes';
import { sessionsToCut } from '../rules/sessions';
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
  const { connection, task, input, tried, changes: own } = push;
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

  const conflict = own.find((change) => change.kind === 'conflict');
  if (conflict !== undefined) return result('conflict', describeChange(conflict));
  await bookCounters(push);
  const isCurrent = () => task.isCurrent(input);
  for (const change of own) {
    const write = () =>
      unlessWithheld(isCurrent, (before) => tryChange(connection, change, before));
    const earlier = tried.get(change);
    const refusal = earlier === undefined ? await write() : earlier;
    if (refusal === WITHHELD) return superseded();
    if (refusal !== null) return result('rejected', `${describeChange(change)}: ${refusal}`);
    done.push(change);
  }
  for (const cut of sessionsToCut({ ...input, changes: own })) {
    const cutTask = { onCounters: task.onCounters, mayCut: isCurrent };
    const { ids, isGone, isHeldBack } = await cutSession(connection, cut, cutTask);
    ended.push({ ...cut, ids });
    if (isHeldBack) return superseded();
    if (!isGone) return result('not_confirmed', `session of ${cut.login}`);
  }
  return result(null, null);
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
