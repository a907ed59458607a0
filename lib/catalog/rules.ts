import { refuseField } from '@/lib/kit/errors';
import type { ItemKind, ItemStatus } from '@/lib/kit/words';
import type { ItemTerms } from './item-input';
import { neverEnds } from './rules/plan-end';

/** Allowed status transitions of an item: once sold, it is never a draft again. */
const nextStatuses: Record<ItemStatus, readonly ItemStatus[]> = {
  draft: ['active'],
  active: ['retired'],
  retired: ['active'],
};

export function canBecome(from: ItemStatus, to: ItemStatus): boolean {
  return nextStatuses[from].includes(to);
}

/** Only an item that was never on sale can be deleted. */
export function canDelete(item: { status: ItemStatus; hasServices: boolean }): boolean {
  return item.status === 'draft' && !item.hasServices;
}

const nothingOnRouter = {
  downBitsPerSecond: null,
  upBitsPerSecond: null,
  burstDownBitsPerSecond: null,
  burstUpBitsPerSecond: null,
  burstSeconds: null,
  priority: 8,
  dataLimitBytes: null,
  capDirection: 'both',
  capAction: 'block',
  slowDownBitsPerSecond: null,
  slowUpBitsPerSecond: null,
  rolloverPeriods: 0,
  bonusDataBytes: null,
  routerProfile: null,
} as const satisfies Partial<ItemTerms>;

/** Clears terms the kind does not allow: only internet items have router and data terms. */
export function termsForKind(kind: ItemKind, terms: ItemTerms): ItemTerms {
  return kind === 'internet' ? terms : { ...terms, ...nothingOnRouter };
}

/**
 * A plan that nothing ends already is not on offer: it can be changed in every other way, until it has a pay period.
 * @throws DomainError `invalid-input` at the pay period of a plan that lost what ended it
 */
export function requireEnd(
  kind: ItemKind,
  { before, after }: Record<'before' | 'after', ItemTerms>,
) {
  const isEndless = neverEnds({ kind, intervalCount: after.intervalCount });
  if (!isEndless || neverEnds({ kind, intervalCount: before.intervalCount })) return;
  refuseField('terms.intervalUnit', 'plan_never_ends');
}

/** Whether two sets of terms are equal, so that saving without a change writes no version. */
export function isSameTerms(left: ItemTerms, right: ItemTerms): boolean {
  return changedTerms(left, right).length === 0;
}

/** Returns the names of the terms that differ, in the order of the input. */
export function changedTerms(left: ItemTerms, right: ItemTerms): (keyof ItemTerms)[] {
  const keys = Object.keys(right) as (keyof ItemTerms)[];
  return keys.filter((key) => comparable(left[key]) !== comparable(right[key]));
}

function comparable(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (!Array.isArray(value)) return JSON.stringify(value) ?? '';
  const pairs = value as ItemTerms['specification'];
  return JSON.stringify(pairs.map((pair) => [pair.label, pair.value]));
}
