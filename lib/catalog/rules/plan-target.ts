import type { ItemKind, RecurrenceMode } from '@/lib/kit/words';

/** The parts of an item that matter for a plan change; a null `intervalCount` means charged once, without an end. */
export type TargetTraits = { kind: ItemKind; intervalCount: number | null };

export type TargetVerdict =
  | { allowed: true }
  | { allowed: false; why: 'plan_target_other_kind' | 'plan_target_one_time' };

/**
 * Whether a service of one kind may change to an item, regardless of who asks. Without a period nothing renews or
 * ends: the service would stay Active forever without paying again.
 */
export function planTargetVerdict(from: { kind: ItemKind }, to: TargetTraits): TargetVerdict {
  if (to.kind !== from.kind) return { allowed: false, why: 'plan_target_other_kind' };
  return to.intervalCount === null
    ? { allowed: false, why: 'plan_target_one_time' }
    : { allowed: true };
}

/** The sentence for an item that lists such a target. */
export const targetFaults = {
  plan_target_other_kind: 'item_target_other_kind',
  plan_target_one_time: 'item_target_one_time',
} as const;

/**
 * Returns why a customer may not choose an item that is a possible target, while staff may give it to their service; null
 * if they may. A plan without a list of targets allows every plan on sale to them.
 */
export function whyNotForCustomer(
  from: { mode: RecurrenceMode; targetItemIds: readonly number[] },
  to: { itemId: number; mode: RecurrenceMode; isAssigned: boolean },
): 'plan_on_account_by_staff' | 'plan_not_a_target' | null {
  if (isForStaff(to, from)) return 'plan_on_account_by_staff';
  const { targetItemIds } = from;
  const isTarget = targetItemIds.length === 0 || targetItemIds.includes(to.itemId);
  return isTarget ? null : 'plan_not_a_target';
}

/**
 * Whether only staff may order a plan for a customer: one on account makes them owe, and credit is staff's to give. They
 * give it by assigning the plan to the customer; a service that is on account already may change to another.
 */
export function isForStaff(
  to: { mode: RecurrenceMode; isAssigned: boolean },
  from?: { mode: RecurrenceMode },
): boolean {
  return to.mode === 'one_off' && !to.isAssigned && from?.mode !== 'one_off';
}
