import { type RouterConnection, RouterError } from '../driver';
import { connectionFailureOf } from '../rules';
import type { Change } from '../rules/plan-changes';

type Applicable = Exclude<Change, { kind: 'conflict' }>;

/**
 * Writes one change. Nothing is ever sent twice: when the answer is lost, the next attempt reads
 * the router again and plans from what it finds.
 */
async function applyChange(connection: RouterConnection, change: Applicable): Promise<void> {
  if (change.kind === 'remove') {
    await connection.remove(change.menu, [change.id]);
  } else if (change.kind === 'add') {
    const { menu, attributes, password } = change.row;
    await connection.add(menu, password === undefined ? attributes : { ...attributes, password });
  } else {
    await connection.set(change.row.menu, change.id, change.attributes);
  }
}

/**
 * Writes one change; null when it was done, else the router's words.
 * @throws RouterError when the connection is lost or the login lacks rights: then no change can work.
 */
export async function tryChange(
  connection: RouterConnection,
  change: Change,
): Promise<string | null> {
  if (change.kind === 'conflict') return 'conflict';
  try {
    await applyChange(connection, change);
    return null;
  } catch (error) {
    if (!(error instanceof RouterError) || error.kind !== 'trap') throw error;
    if (connectionFailureOf(error) !== null) throw error;
    return error.traps.map((trap) => trap.message).join('; ');
  }
}

/** The change in a few words for the push log: what and where, never a value. */
export function describeChange(change: Change): string {
  if (change.kind === 'remove') return `remove ${change.menu} ${change.key}`;
  const { menu, key } = change.row;
  if (change.kind === 'add' || change.kind === 'conflict') return `${change.kind} ${menu} ${key}`;
  return `${change.kind} ${menu} ${key}: ${Object.keys(change.attributes).join(', ')}`;
}
