import type { RouterConnection } from '../driver';
import type { Change } from '../rules/plan-changes';

type Applicable = Exclude<Change, { kind: 'conflict' }>;

/**
 * Writes one change. Nothing is ever sent twice: when the answer is lost, the next attempt reads
 * the router again and plans from what it finds.
 */
export async function applyChange(connection: RouterConnection, change: Applicable): Promise<void> {
  if (change.kind === 'remove') {
    await connection.remove(change.menu, [change.id]);
  } else if (change.kind === 'add') {
    const { menu, attributes, password } = change.row;
    await connection.add(menu, password === undefined ? attributes : { ...attributes, password });
  } else {
    await connection.set(change.row.menu, change.id, change.attributes);
  }
}

/** The change in a few words for the push log: what and where, never a value. */
export function describeChange(change: Change): string {
  if (change.kind === 'remove') return `remove ${change.menu} ${change.key}`;
  const { menu, key } = change.row;
  if (change.kind === 'add' || change.kind === 'conflict') return `${change.kind} ${menu} ${key}`;
  return `${change.kind} ${menu} ${key}: ${Object.keys(change.attributes).join(', ')}`;
}
