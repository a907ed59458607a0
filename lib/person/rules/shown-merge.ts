import { z } from 'zod';
import { type MergedThing, type MergeParty, mergedThings } from './merge';

const countOf = z.number().int().nonnegative();
const ShownParty = z.object({
  /** Minor units; negative is owed. */
  walletMinor: z.bigint(),
  postpaidMinor: z.bigint(),
  counts: z.object(
    Object.fromEntries(mergedThings.map((thing) => [thing, countOf])) as Record<
      MergedThing,
      typeof countOf
    >,
  ),
});

/** What the preview of a merge showed of both customers; the page posts it with the form. */
export const ShownMerge = z.object({ from: ShownParty, into: ShownParty });
export type ShownMerge = z.infer<typeof ShownMerge>;

type Parties = { from: MergeParty; into: MergeParty };

export function shownMerge({ from, into }: Parties): ShownMerge {
  return { from: shownParty(from), into: shownParty(into) };
}

function shownParty({ walletMinor, postpaidMinor, counts }: MergeParty): ShownMerge['from'] {
  return { walletMinor, postpaidMinor, counts };
}

export type MergeDifference = { customerId: number } & (
  | { kind: 'money'; what: 'wallet' | 'postpaid'; was: bigint; now: bigint }
  | { kind: 'count'; what: MergedThing; was: number; now: number }
);

/** Returns the first thing that is no longer as shown; null if everything is. */
export function mergeDifference(shown: ShownMerge, now: Parties): MergeDifference | null {
  const sides = (['from', 'into'] as const).flatMap((side) => differences(shown[side], now[side]));
  return sides[0] ?? null;
}

function differences(shown: ShownMerge['from'], now: MergeParty): MergeDifference[] {
  const { customerId } = now;
  const money = (['wallet', 'postpaid'] as const).map((what) => ({
    ...{ kind: 'money' as const, customerId, what },
    ...{ was: shown[`${what}Minor`], now: now[`${what}Minor`] },
  }));
  const counts = mergedThings.map((what) => ({
    ...{ kind: 'count' as const, customerId, what },
    ...{ was: shown.counts[what], now: now.counts[what] },
  }));
  return [...money, ...counts].filter((one) => one.was !== one.now);
}
