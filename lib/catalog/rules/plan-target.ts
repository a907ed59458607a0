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

/** Whether only staff may make this change: credit is theirs to give, and a service on account has it already. */
export function isForStaff(from: { mode: RecurrenceMode }, to: { mode: RecurrenceMode }): boolean {
  return to.mode === 'one_off' && from.mode !== 'one_off';
}
