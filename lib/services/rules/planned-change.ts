/** The facts that decide whether a planned plan change can be cancelled. */
export type PlannedFacts = {
  itemVersionId: number;
  nextItemVersionId: number | null;
  nextPlannedBy: string | null;
};

export type CancelVerdict =
  | { kind: 'cancel' }
  /** Already cancelled. */
  | { kind: 'nothing' }
  | {
      kind: 'refuse';
      code: 'invalid-state' | 'conflict' | 'forbidden';
      why:
        | 'plan_change_happened'
        | 'plan_change_replaced'
        | 'plan_change_of_provider'
        | 'newer_terms_stay';
    };

/** Returns whether a subscriber planned the change; subscribers can cancel only those. */
export function isPlannedBySubscriber(plannedBy: string | null): boolean {
  return plannedBy?.startsWith('subscriber:') === true;
}

export function decideCancel(
  service: PlannedFacts,
  asked: { itemVersionId: number; isOwnPlan: boolean; isSubscriber: boolean },
): CancelVerdict {
  const { nextItemVersionId } = service;
  if (nextItemVersionId !== asked.itemVersionId) {
    if (service.itemVersionId === asked.itemVersionId || asked.isOwnPlan)
      return { kind: 'refuse', code: 'invalid-state', why: 'plan_change_happened' };
    if (nextItemVersionId === null) return { kind: 'nothing' };
    return { kind: 'refuse', code: 'conflict', why: 'plan_change_replaced' };
  }
  if (asked.isOwnPlan) return { kind: 'refuse', code: 'invalid-state', why: 'newer_terms_stay' };
  if (asked.isSubscriber && !isPlannedBySubscriber(service.nextPlannedBy))
    return { kind: 'refuse', code: 'forbidden', why: 'plan_change_of_provider' };
  return { kind: 'cancel' };
}
