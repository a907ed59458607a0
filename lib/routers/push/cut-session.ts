import { setTimeout as pause } from 'node:timers/promises';
import { type RouterConnection, RouterError, trapReasonOf } from '../driver';
import {
  type RouterCounters,
  readHotspotCounters,
  readPppCounters,
  readRouterUptime,
} from '../read-counters';
import type { SessionCut } from '../rules/sessions';

const ATTEMPTS = 3;
const RECHECK_MS = 250;

export interface CutResult {
  readonly cutCount: number;
  /** False when a session that had to go is still there. */
  readonly isGone: boolean;
}

/**
 * Ends the running sessions of a login. The row that allows the login was changed before, so a
 * client that dials again at once comes back under the new terms or not at all. Counters are read
 * first: what flowed since the last poll would be lost with the session.
 */
export async function cutSession(
  connection: RouterConnection,
  cut: SessionCut,
  onCounters: (counters: RouterCounters) => Promise<void>,
): Promise<CutResult> {
  const doomed = new Set(await sessionIds(connection, cut));
  if (cut.dropsCookies) await removeCookies(connection, cut.login);
  if (doomed.size === 0) return { cutCount: 0, isGone: true };
  await onCounters(await countersOf(connection, cut));
  for (let attempt = 1; ; attempt += 1) {
    const left = attempt > 1 && idsRecur(cut) ? [] : await doomedLeft(connection, cut, doomed);
    if (left.length === 0) return { cutCount: doomed.size, isGone: true };
    if (attempt > ATTEMPTS) return { cutCount: doomed.size - left.length, isGone: false };
    if (attempt > 1) await pause(RECHECK_MS);
    for (const id of left) await removeIfThere(connection, activeMenu(cut), id);
  }
}

/**
 * The id of a hotspot session is its client's address: a client that is welcome comes back under the
 * same id at once, and what is seen after the removal is its new session.
 */
function idsRecur(cut: SessionCut): boolean {
  return cut.service === 'hotspot' && !cut.dropsCookies;
}

async function doomedLeft(
  connection: RouterConnection,
  cut: SessionCut,
  doomed: ReadonlySet<string>,
): Promise<string[]> {
  return (await sessionIds(connection, cut)).filter((id) => doomed.has(id));
}

function activeMenu(cut: SessionCut): string {
  return cut.service === 'ppp' ? '/ppp/active' : '/ip/hotspot/active';
}

async function sessionIds(connection: RouterConnection, cut: SessionCut): Promise<string[]> {
  const rows = await connection.print(activeMenu(cut), {
    fields: ['.id'],
    where: cut.service === 'ppp' ? { name: cut.login } : { user: cut.login },
  });
  return rows.flatMap((row) => row['.id'] ?? []);
}

async function countersOf(connection: RouterConnection, cut: SessionCut): Promise<RouterCounters> {
  const [routerUptimeSeconds, readings] = await Promise.all([
    readRouterUptime(connection),
    cut.service === 'ppp'
      ? readPppCounters(connection, cut.login)
      : readHotspotCounters(connection, cut.login),
  ]);
  return { routerUptimeSeconds, readings };
}

/** A hotspot cookie would sign the device in again without the person. */
async function removeCookies(connection: RouterConnection, login: string): Promise<void> {
  const cookies = await connection.print('/ip/hotspot/cookie', {
    fields: ['.id'],
    where: { user: login },
  });
  for (const { '.id': id } of cookies) {
    if (id !== undefined) await removeIfThere(connection, '/ip/hotspot/cookie', id);
  }
}

/** Sessions end by themselves at any moment; one that is gone needs no removal. */
async function removeIfThere(
  connection: RouterConnection,
  menu: string,
  id: string,
): Promise<void> {
  try {
    await connection.remove(menu, [id]);
  } catch (error) {
    if (!(error instanceof RouterError) || trapReasonOf(error) !== 'missing') throw error;
  }
}
