import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeSend, type RouterConnection, RouterError, trapReasonOf } from '../driver';
import {
  type RouterCounters,
  readHotspotCounters,
  readLeaseCounters,
  readPppCounters,
  readQueueCounters,
  readRouterUptime,
} from '../read-counters';
import type { CounterReading } from '../rules/counter-readings';
import type { Change } from '../rules/plan-changes';
import type { RouterMenu } from '../rules/rows';
import type { SessionCut } from '../rules/sessions';
import { unlessWithheld, WITHHELD } from './try-change';

const ATTEMPTS = 3;
const RECHECK_MS = 250;

/** A login whose sessions were ended, with the ids of those sessions. */
export type EndedSessions = SessionCut & {
  ids: readonly string[];
};

export type CutResult = {
  /** Ids of the sessions that ended. */
  ids: readonly string[];
  /** False when a session that had to end is still there. */
  isGone: boolean;
  /** The service changed at the last moment, so its remaining sessions stay. */
  isHeldBack: boolean;
};

export type CutTask = {
  /** Receives the counters of sessions about to be cut, before they are lost. */
  onCounters: (counters: RouterCounters) => Promise<void>;
  /** Called right before each session is ended, because a payment may have arrived since the cut was planned. */
  mayCut: () => Promise<boolean>;
  /** Ids of the sessions to end; omitted means all sessions of the login. */
  only?: readonly string[];
};

/**
 * Ends the running sessions of a login. The row that allows the login was changed before, so a client that dials again
 * at once returns under the new terms or not at all. The counters are read first, because traffic since the last poll
 * would be lost with the session.
 */
export async function cutSession(
  connection: RouterConnection,
  cut: SessionCut,
  { onCounters, mayCut, only }: CutTask,
): Promise<CutResult> {
  const there = await listSessionIds(connection, cut);
  const doomed = only === undefined ? there : there.filter((id) => only.includes(id));
  if (cut.dropsCookies && !(await removeCookies(connection, cut.login, mayCut))) {
    return { ids: [], isGone: doomed.length === 0, isHeldBack: true };
  }
  if (doomed.length === 0) return { ids: [], isGone: true, isHeldBack: false };
  await onCounters(await countersOf(connection, cut));
  return endSessions(connection, { cut, doomed, mayCut });
}

async function endSessions(
  connection: RouterConnection,
  { cut, doomed, mayCut }: Pick<CutTask, 'mayCut'> & { cut: SessionCut; doomed: readonly string[] },
): Promise<CutResult> {
  for (let attempt = 1; ; attempt += 1) {
    const left = attempt > 1 && idsRecur(cut) ? [] : await doomedLeft(connection, cut, doomed);
    const gone = doomed.filter((id) => !left.includes(id));
    const isGone = left.length === 0;
    if (isGone || attempt > ATTEMPTS) return { ids: gone, isGone, isHeldBack: false };
    if (attempt > 1) await pause(RECHECK_MS);
    for (const id of left) {
      const isHeldBack = !(await removeIfThere(connection, { menu: activeMenu(cut), id, mayCut }));
      if (isHeldBack) return { ids: gone, isGone, isHeldBack };
      gone.push(id);
    }
  }
}

/**
 * The id of a hotspot session is its client's address. An allowed client returns under the same id at once, so a
 * session seen after the removal is its new session.
 */
function idsRecur(cut: SessionCut): boolean {
  return cut.service === 'hotspot' && cut.isWelcome;
}

/**
 * Lists sessions that should not exist some time after they were ended: those of a login that is not allowed, which may
 * have signed in while it was being disabled, and those that never ended.
 */
export async function listUndead(
  connection: RouterConnection,
  ended: EndedSessions,
): Promise<string[]> {
  if (idsRecur(ended)) return [];
  const ids = await listSessionIds(connection, ended);
  return ended.isWelcome ? ids.filter((id) => ended.ids.includes(id)) : ids;
}

async function doomedLeft(
  connection: RouterConnection,
  cut: SessionCut,
  doomed: readonly string[],
): Promise<string[]> {
  return (await listSessionIds(connection, cut)).filter((id) => doomed.includes(id));
}

function activeMenu(cut: SessionCut): string {
  return cut.service === 'ppp' ? '/ppp/active' : '/ip/hotspot/active';
}

async function listSessionIds(connection: RouterConnection, cut: SessionCut): Promise<string[]> {
  const rows = await connection.print(activeMenu(cut), {
    fields: ['.id'],
    where: cut.service === 'ppp' ? { name: cut.login } : { user: cut.login },
  });
  return rows.flatMap((row) => row['.id'] ?? []);
}

/** The readings carry the service, because its login may have changed since. */
async function countersOf(connection: RouterConnection, cut: SessionCut): Promise<RouterCounters> {
  const [routerUptimeSeconds, readings] = await Promise.all([
    readRouterUptime(connection),
    cut.service === 'ppp'
      ? readPppCounters(connection, cut.login)
      : readHotspotCounters(connection, cut.login),
  ]);
  return { routerUptimeSeconds, readings: ownedBy(cut.serviceId, readings) };
}

function ownedBy(serviceId: number, readings: readonly CounterReading[]): CounterReading[] {
  return readings.map((reading) => ({ ...reading, serviceId }));
}

/**
 * Reads counters that these changes may reset: a removed row takes its own counters along, the queue of a lease is
 * recreated with every change of the lease, and some releases may reset a changed queue. Null when there are none.
 */
export async function countersOfChanges(
  connection: RouterConnection,
  changes: readonly Change[],
): Promise<RouterCounters | null> {
  const hotspot: CounterReading[] = [];
  for (const change of changes) {
    if (change.kind !== 'remove' || change.menu !== '/ip/hotspot/user') continue;
    const { serviceId, key } = change;
    hotspot.push(...ownedBy(serviceId, await readHotspotCounters(connection, key)));
  }
  const [queues, leases] = await Promise.all([
    readQueueCounters(connection, keysOf('/queue/simple', changes)),
    readLeaseCounters(connection, keysOf('/ip/dhcp-server/lease', changes)),
  ]);
  const readings = [...hotspot, ...queues, ...leases];
  if (readings.length === 0) return null;
  return { routerUptimeSeconds: await readRouterUptime(connection), readings };
}

/** Keys of existing rows of a menu that are about to be removed, or changed in more than their comment. */
function keysOf(menu: RouterMenu, changes: readonly Change[]): string[] {
  return changes.flatMap((change) => {
    if (change.kind === 'remove') return change.menu === menu ? [change.key] : [];
    if (change.kind !== 'set' && change.kind !== 'adopt') return [];
    const touches = Object.keys(change.attributes).some((name) => name !== 'comment');
    return change.row.menu === menu && touches ? [change.row.key] : [];
  });
}

/** Removes hotspot cookies, which would sign the device in again without its owner. False when they may still exist. */
async function removeCookies(
  connection: RouterConnection,
  login: string,
  mayCut: CutTask['mayCut'],
): Promise<boolean> {
  const menu = '/ip/hotspot/cookie';
  const cookies = await connection.print(menu, { fields: ['.id'], where: { user: login } });
  for (const { '.id': id } of cookies) {
    if (id === undefined) continue;
    if (!(await removeIfThere(connection, { menu, id, mayCut }))) return false;
  }
  return true;
}

/** Sessions end on their own at any moment, and an ended one needs no removal. False when it may still exist. */
async function removeIfThere(
  connection: RouterConnection,
  { menu, id, mayCut }: { menu: string; id: string; mayCut: CutTask['mayCut'] },
): Promise<boolean> {
  try {
    const write = (before: BeforeSend) => connection.remove(menu, [id], before);
    return (await unlessWithheld(mayCut, write)) !== WITHHELD;
  } catch (error) {
    if (!(error instanceof RouterError) || trapReasonOf(error) !== 'missing') throw error;
    return true;
  }
}
