import type { ItemKind } from '@/lib/kit/words';

/** An item as far as a change to it is concerned; `intervalCount` null is charged once, without an end. */
export type TargetTraits = { kind: ItemKind; intervalCount: number | null };

export type TargetVerdict =
  | { allowed: true }
  | { allowed: false; why: 'plan_target_other_kind' | 'plan_target_one_time' };

/**
 * Whether a service of one kind may change to an item, whoever asks. Without a period there is nothing to
 * renew and nothing that ends: the service would stay Active for ever without paying again.
 */
export function planTargetVerdict(from: { kind: ItemKind }, to: TargetTraits): TargetVerdict {
  if (to.kind !== from.kind) return { allowed: false, why: 'plan_target_other_kind' };
  return to.intervalCount === null
    ? { allowed: false, why: 'plan_target_one_time' }
    : { allowed: true };
}
