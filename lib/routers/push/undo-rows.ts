import type { RouterConnection } from '../driver';
import { type AppliedRow, planUndo } from '../rules/undo';
import { tryChange } from './apply-change';
import { readAll } from './read-actual';

export interface UndoneRow {
  readonly serviceId: number;
  readonly menu: string;
  readonly key: string;
  readonly isRestored: boolean;
}

/**
 * Brings rows back to what they said before they were written. A row that was touched since, that may not be
 * undone any more when its turn comes, or that the router refuses, stays as it is. Repeating it is harmless: what is restored is no longer as written.
 * @throws RouterError when the connection is lost
 */
export async function undoRows(
  connection: RouterConnection,
  applied: readonly AppliedRow[],
  mayUndo: (row: AppliedRow) => Promise<boolean>,
): Promise<UndoneRow[]> {
  const undone: UndoneRow[] = [];
  for (const { applied: row, change } of planUndo(applied, await readAll(connection))) {
    const { serviceId, menu, key } = row;
    const isRestored =
      change !== null && (await mayUndo(row)) && (await tryChange(connection, change)) === null;
    undone.push({ serviceId, menu, key, isRestored });
  }
  return undone;
}
