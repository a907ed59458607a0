/** A line of a service's history that decides what becomes of a change of plan that waits for the period's end. */
export type PlanLine = {
  action: string;
  at: Date;
  /** The plan it changed to, of `plan_changed`. */
  itemId: number | null;
  /** Of `plan_changed` on a day that staff planned: the change at the period's end still follows. */
  keepsPlanned?: boolean;
};

export const planActions = [
  'plan_change_planned',
  'plan_change_cancelled',
  'plan_changed',
  'archived',
] as const;

/** What became of a change of plan that was ordered for the end of the paid period. */
export type PlannedFate =
  | { kind: 'planned' }
  | { kind: 'happened'; at: Date }
  | { kind: 'cancelled' | 'replaced'; at: Date };

/** Reads the history from the order on, oldest first: its own line, and the first that ends the plan. */
export function fateOfPlanned(itemId: number, lines: readonly PlanLine[]): PlannedFate {
  const own = lines.findIndex(({ action }) => action === 'plan_change_planned');
  const next =
    own === -1 ? undefined : lines.slice(own + 1).find(({ keepsPlanned }) => !keepsPlanned);
  if (next === undefined) return { kind: 'planned' };
  const { action, at } = next;
  if (action === 'plan_changed' && next.itemId === itemId) return { kind: 'happened', at };
  const isReplaced = action === 'plan_changed' || action === 'plan_change_planned';
  return { kind: isReplaced ? 'replaced' : 'cancelled', at };
}
