import type { BeforeSend, RouterConnection } from '../driver';
import { type AppliedRow, type KeptReason, planUndo } from '../rules/undo';
import { readAll } from './read-actual';
import { tryChange, unlessWithheld } from './try-change';

export type UndoneRow = {
  serviceId: number;
  menu: string;
  key: string;
  isRestored: boolean;
  /** Why the row, or a part of it, stays; null if all of it was undone. */
  kept: KeptReason | null;
};

export type UndoTask = {
  /** Serves customers and staff who wait for the router first. */
  serveWaiting: () => Promise<unknown>;
  /** Called right before each write. */
  mayUndo: (row: AppliedRow) => Promise<boolean>;
  /** Called for each row that may be undone, before anything of it is written, because the connection may be lost. */
  onBegin: (row: AppliedRow) => Promise<void>;
  onRestored: (row: AppliedRow) => Promise<void>;
};

/**
 * Restores rows to their values before the last apply. A row that was modified since, that may no longer be undone when
 * its turn comes, or that the router rejects, stays unchanged. Idempotent, because a restored row no longer matches
 * what was written.
 * @throws RouterError when the connection is lost
 */
export async function undoRows(
  connection: RouterConnection,
  applied: readonly AppliedRow[],
  { serveWaiting, mayUndo, onBegin, onRestored }: UndoTask,
): Promise<UndoneRow[]> {
  const undone: UndoneRow[] = [];
  const actual = await readAll(connection, serveWaiting);
  for (const { applied: row, change, kept } of planUndo(applied, actual)) {
    const { serviceId, menu, key } = row;
    await serveWaiting();
    const write = async () => {
      if (change === null || !(await mayUndo(row))) return false;
      await onBegin(row);
      const send = (before: BeforeSend) => tryChange(connection, change, before);
      return (await unlessWithheld(() => mayUndo(row), send)) === null;
    };
    const isRestored = await write();
    if (isRestored) await onRestored(row);
    const reason = isRestored ? kept : (kept ?? 'touched');
    undone.push({ serviceId, menu, key, isRestored, kept: reason });
  }
  return undone;
}
