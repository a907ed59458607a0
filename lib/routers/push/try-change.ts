import { type BeforeSend, type RouterConnection, RouterError } from '../driver';
import { connectionFailureOf } from '../rules';
import type { Change } from '../rules/plan-changes';

type Applicable = Exclude<Change, { kind: 'conflict' }>;

/**
 * Writes one change. Nothing is ever sent twice: if the reply is lost, the next attempt reads the router again and
 * plans from there.
 */
async function applyChange(
  connection: RouterConnection,
  change: Applicable,
  before?: BeforeSend,
): Promise<void> {
  if (change.kind === 'remove') {
    await connection.remove(change.menu, [change.id], before);
  } else if (change.kind === 'add') {
    const { menu, attributes, password } = change.row;
    const values = password === undefined ? attributes : { ...attributes, password };
    await connection.add(menu, values, before);
  } else {
    await connection.set(change.row.menu, change.id, change.attributes, before);
  }
}

/**
 * Writes one change; returns null on success, else the router's error text.
 * @throws RouterError when the connection is lost or the login lacks rights, because then no change can succeed.
 */
export async function tryChange(
  connection: RouterConnection,
  change: Change,
  before?: BeforeSend,
): Promise<string | null> {
  if (change.kind === 'conflict') return 'conflict';
  try {
    await applyChange(connection, change, before);
    return null;
  } catch (error) {
    if (!(error instanceof RouterError) || error.kind !== 'trap') throw error;
    if (connectionFailureOf(error) !== null) throw error;
    return error.traps.map((trap) => trap.message).join('; ');
  }
}

/** Result of a write that was skipped because it was no longer wanted when its turn came. */
export const WITHHELD = Symbol('withheld');

class Withheld extends Error {}

/**
 * Writes only if `mayWrite` allows it, checked right before the command is sent. The first sentences of a change with
 * several may already be written.
 */
export async function unlessWithheld<T>(
  mayWrite: () => Promise<boolean>,
  write: (before: BeforeSend) => Promise<T>,
): Promise<T | typeof WITHHELD> {
  try {
    return await write(async () => {
      if (!(await mayWrite())) throw new Withheld();
    });
  } catch (error) {
    if (error instanceof Withheld) return WITHHELD;
    throw error;
  }
}

/** Describes the change for the push log: what and where, never a value. */
export function describeChange(change: Change): string {
  if (change.kind === 'remove') return `remove ${change.menu} ${change.key}`;
  const { menu, key } = change.row;
  if (change.kind === 'add' || change.kind === 'conflict') return `${change.kind} ${menu} ${key}`;
  return `${change.kind} ${menu} ${key}: ${Object.keys(change.attributes).join(', ')}`;
}
