import type { Ctx } from '@/lib/context';
import { listBillingTerms, listScheduleRows, type ScheduleRow } from '../lookups';
import { isRecurring, planStartFrom } from '../plan-start';
import { startOfPeriod } from '../rules';
import { notBefore } from '../rules/not-before';
import { planPartOfPeriod } from '../rules/plan-period';
import { type Decided, readDecided } from '../store';

/** The time that the graces of a service have served, which nobody has paid yet. */
export type UnpaidDays = {
  serviceId: number;
  itemName: string;
  seconds: number;
  /** Its share of the price on the day on which it began, with tax, in minor units. */
  amountMinor: bigint;
};

/**
 * Lists the services that a grace has served unpaid, with as much of it as their next payment would include. The caller
 * has checked access to them.
 */
export async function listUnpaidDays(
  ctx: Ctx,
  serviceIds: readonly number[],
): Promise<Map<number, UnpaidDays>> {
  const terms = (await listBillingTerms(ctx, [...serviceIds])).filter(isRecurring);
  const [rows, decided] = [
    await listScheduleRows(ctx, [...serviceIds]),
    await readDecided(ctx, [...serviceIds]),
  ];
  return new Map(
    terms.flatMap((one) => {
      const row = rows.get(one.serviceId);
      const span =
        row && servedSpan(one, row, { now: ctx.now, decided: decided.get(one.serviceId) });
      if (!row || !span) return [];
      const { serviceId, itemName } = one;
      const whole = [row.nextIndex, row.nextIndex + 1].map((at) =>
        startOfPeriod(row, at).getTime(),
      );
      const ofSeconds = Math.floor(((whole[1] ?? 0) - (whole[0] ?? 0)) / 1000);
      const leftSeconds = Math.min(span.seconds, ofSeconds);
      const anchor = { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex };
      const part = planPartOfPeriod(
        { ...one, changeFeeMinor: 0n },
        { index: row.nextIndex, ...span, anchor },
        { leftSeconds, ofSeconds },
      );
      return [
        [serviceId, { serviceId, itemName, seconds: span.seconds, amountMinor: part.totalMinor }],
      ];
    }),
  );
}

/** The time before the payment that the period paid now would include; null if it includes none. */
function servedSpan(
  terms: Parameters<typeof planStartFrom>[0],
  row: ScheduleRow,
  { now, decided }: { now: Date; decided: Decided | undefined },
): { startsAt: Date; endsAt: Date; seconds: number } | null {
  if (!row.inGrace && (decided?.servedSeconds ?? 0) === 0) return null;
  const endsAt = notBefore(now, decided?.decidedTo ?? null);
  const { startsAt } = planStartFrom(terms, row, { now, decided });
  const seconds = Math.floor((endsAt.getTime() - startsAt.getTime()) / 1000);
  return seconds > 0 ? { startsAt, endsAt, seconds } : null;
}
