import type { RouterConnection } from '../driver';
import { type AppliedRow, planUndo } from '../rules/undo';
import { readAll } from './read-actual';
import { tryChange, unlessWithheld } from './try-change';

export type UndoneRow = {
  serviceId: number;
  menu: string;
  key: string;
  isRestored: boolean;
};

export type UndoTask = {
  /** Lets those go first who wait for the router. */
  serveWaiting: () => Promise<unknown>;
  /** Asked right before each write. */
  mayUndo: (row: AppliedRow) => Promise<boolean>;
};

/**
 * Brings rows back to what they said before they were written. A row that was touched since, that may not be
 * undone any more when its turn comes, or that the router refuses, stays as it is. Repeating it is harmless:
 * what is restored is no longer as written.
 * @throws RouterError when the connection is lost
 */
export async function undoRows(
  connection: RouterConnection,
  applied: readonly AppliedRow[],
  { serveWaiting, mayUndo }: UndoTask,
): Promise<UndoneRow[]> {
  const undone: UndoneRow[] = [];
  const actual = await readAll(connection, serveWaiting);
  for (const { applied: row, change } of planUndo(applied, actual)) {
    const { serviceId, menu, key } = row;
    await serveWaiting();
    const write = () =>
      change === null
        ? null
        : unlessWithheld(
            () => mayUndo(row),
            (before) => tryChange(connection, change, before),
          );
    const isRestored = change !== null && (await write()) === null;
    undone.push({ serviceId, menu, key, isRestored });
  }
  return undone;
}
