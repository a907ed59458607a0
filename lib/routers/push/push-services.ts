import type { RouterConnection } from '../driver';
import { type Change, place, planChanges } from '../rules/plan-changes';
import { type ActualRow, isSharedMenu, type RouterMenu } from '../rules/rows';
import { needsSessionCut } from '../rules/sessions';
import { countersOfChanges } from './cut-session';
import { inGroups } from './in-groups';
import { pushService } from './push-service';
import type { PushInput, PushResult, PushTask } from './push-task';
import { type Lookup, readActual } from './read-actual';
import { describeChange, tryChange, unlessWithheld, WITHHELD } from './try-change';

export type PushedServices = {
  results: readonly PushResult[];
  /** Services not started, because more urgent work was due. */
  left: readonly PushInput[];
};

/**
 * Brings the rows of these services to the desired state: reads, writes the differences, cuts sessions that contradict
 * them, and reads again. A service the router rejects does not stop the others; one that changed meanwhile has no
 * result, or is marked as superseded.
 * @throws RouterError when the connection is lost; nothing is then known to be confirmed.
 */
export async function pushServices(
  connection: RouterConnection,
  wanted: readonly PushInput[],
  task: PushTask,
): Promise<PushedServices> {
  const { inputs, actual } = await readWithHolders(connection, wanted, task);
  const changes = planChanges(inputs, actual);
  const changesOf = indexChanges(changes);
  const tried = await applyFirst(connection, { inputs, changes, task });
  const push = async (input: PushInput) => ({
    input,
    result: await pushService({ connection, task, input, changes: changesOf(input), tried }),
  });
  const { done, left } = await inGroups(inputs, push, task.mayGoOn);
  const after = done.map(({ input }) => ({ ...input, isPasswordPushed: true }));
  const now = await readActual(connection, after.map(toLookup));
  const restOf = indexChanges(planChanges(after, now));
  const results = done.flatMap(({ input, result }) =>
    result === null ? [] : [{ ...verified(result, restOf(input)), ...lackOf(input, now) }],
  );
  return { results, left };
}

function toLookup({ serviceId, rows, appliedRows }: PushInput): Lookup {
  return { serviceId, rows: [...rows, ...(appliedRows as Lookup['rows'])] };
}

/** A service that holds a row another one needs, and should release it, is pushed together with that one. */
async function readWithHolders(
  connection: RouterConnection,
  wanted: readonly PushInput[],
  task: PushTask,
): Promise<{ inputs: readonly PushInput[]; actual: readonly ActualRow[] }> {
  const actual = await readActual(connection, wanted.map(toLookup));
  const known = new Set(wanted.map(({ serviceId }) => serviceId));
  const owners = new Set(actual.flatMap(({ ownerId }) => ownerId ?? []));
  const strangers = [...owners].filter((ownerId) => !known.has(ownerId));
  const holders = strangers.length === 0 ? [] : await task.loadHolders(strangers);
  if (holders.length === 0) return { inputs: wanted, actual };
  // First, so that the rows they release are never postponed after others have taken them over.
  const inputs = [...holders, ...wanted];
  return { inputs, actual: await readActual(connection, inputs.map(toLookup)) };
}

type Plan = {
  inputs: readonly PushInput[];
  changes: readonly Change[];
  task: PushTask;
};

/** Applies shared rows and removals first, because other changes need those profiles and the released names. */
async function applyFirst(
  connection: RouterConnection,
  { inputs, changes, task }: Plan,
): Promise<ReadonlyMap<Change, string | null>> {
  const tried = new Map<Change, string | null>();
  const versions = new Map(inputs.map((input) => [input.serviceId, input]));
  const rooms = roomsNeeded(inputs);
  const makesRoom = changes.filter((change) => change.kind === 'remove' && rooms(change));
  const counters = await countersOfChanges(connection, makesRoom);
  if (counters !== null) await task.onCounters(counters);
  for (const change of changes) {
    if (change.kind === 'conflict') continue;
    if (change.serviceId === null) {
      tried.set(change, await tryChange(connection, change));
      continue;
    }
    const owner = versions.get(change.serviceId);
    if (!makesRoom.includes(change) || owner === undefined) continue;
    const refusal = await unlessWithheld(
      () => task.isCurrent(owner),
      (before) => tryChange(connection, change, before),
    );
    if (refusal !== WITHHELD) tried.set(change, refusal);
  }
  return tried;
}

/** Whether a row to be removed has the name or the address of a row that another service will get. */
function roomsNeeded(inputs: readonly PushInput[]): (change: Change) => boolean {
  const takers = new Map<string, number[]>();
  for (const { serviceId, rows } of inputs) {
    for (const { menu, key, attributes } of rows) {
      for (const room of roomsOf(menu, key, attributes)) {
        takers.set(room, [...(takers.get(room) ?? []), serviceId]);
      }
    }
  }
  return (change) => {
    if (change.kind !== 'remove') return false;
    const { menu, key, before, serviceId } = change;
    return roomsOf(menu, key, before).some((room) =>
      (takers.get(room) ?? []).some((taker) => taker !== serviceId),
    );
  };
}

function roomsOf(
  menu: RouterMenu,
  key: string,
  { address }: Record<string, string | null>,
): string[] {
  return address ? [place(menu, key), `${menu} address ${address}`] : [place(menu, key)];
}

/** Finds the changes of one service in order; shared rows belong to every service that wants them. */
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

/** Whether the login that could only be changed is not there. */
function lackOf({ serviceId, rows }: PushInput, now: readonly ActualRow[]) {
  const login = rows.find(({ isOnlyChanged }) => isOnlyChanged === true);
  const isThere = (row: ActualRow) =>
    row.ownerId === serviceId && row.menu === login?.menu && row.key === login.key;
  return login === undefined || now.some(isThere) ? {} : { lacksLogin: true };
}

/** Only a second read confirms a change. A change that ends sessions comes first, because a retry looks for it. */
function verified(result: PushResult, left: readonly Change[]): PushResult {
  const open = left.find(needsSessionCut) ?? left[0];
  if (result.failure !== null || result.isSuperseded || open === undefined) return result;
  return { ...result, failure: 'not_confirmed', detail: describeChange(open) };
}
