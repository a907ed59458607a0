export const suspicions = ['email', 'phone', 'name'] as const;
export type Suspicion = (typeof suspicions)[number];

/** Customers who may be the same person, and why. */
export type SuspectGroup = { reasons: Suspicion[]; customerIds: number[] };

/** Merges groups of the same customers found for several reasons, strongest reason first. */
export function groupSuspects(
  found: readonly { reason: Suspicion; customerIds: readonly number[] }[],
): SuspectGroup[] {
  const groups = new Map<string, SuspectGroup>();
  for (const { reason, customerIds } of found) {
    const ids = customerIds.toSorted((one, other) => one - other);
    const key = ids.join(',');
    const group = groups.get(key) ?? { reasons: [], customerIds: ids };
    groups.set(key, { ...group, reasons: [...group.reasons, reason] });
  }
  const strength = ({ reasons }: SuspectGroup) =>
    Math.min(...reasons.map((reason) => suspicions.indexOf(reason))) - reasons.length;
  return [...groups.values()].sort((one, other) => strength(one) - strength(other));
}
