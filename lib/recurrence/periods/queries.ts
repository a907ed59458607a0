import { and, desc, eq, lt } from 'drizzle-orm';
import { periods } from '@/db/schema/recurrence';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { can } from '@/lib/identity/rules';
import type { PeriodOutcome } from '@/lib/kit/words';

/** One turn of a service's recurrence and why it came out as it did. Minor units, tax included. */
export type PeriodView = {
  index: number;
  startsAt: Date;
  /** Exclusive; where a plan change or an archive ended it, that moment. */
  endsAt: Date;
  hasEndedEarly: boolean;
  outcome: PeriodOutcome;
  /** Null when it was allocated. */
  reason: string | null;
  priceMinor: bigint;
  /** The credit was looked at; otherwise it was put on account. */
  isFromCredit: boolean;
  /** Credit before the decision; null also for staff who may not see wallets. */
  balanceSeenMinor: bigint | null;
  grantedBytes: bigint | null;
  decidedAt: Date;
};

const periodPageRows = 24;

/** Newest first; `before` is the last index of the page above. */
export async function listServicePeriods(
  ctx: Ctx,
  { serviceId, before }: { serviceId: number; before?: number | undefined },
): Promise<{ rows: PeriodView[]; next: number | undefined }> {
  const { role } = requireStaff(ctx, 'services.read');
  const seesWallet = can(role, 'wallet.read');
  const rows = await readDb(ctx)
    .select({
      index: periods.index,
      startsAt: periods.startsAt,
      endsAt: periods.endsAt,
      endedEarlyAt: periods.endedEarlyAt,
      outcome: periods.outcome,
      reason: periods.reason,
      priceMinor: periods.priceMinor,
      balanceSeenMinor: periods.balanceSeenMinor,
      grantedBytes: periods.grantedBytes,
      decidedAt: periods.decidedAt,
    })
    .from(periods)
    .where(
      and(
        eq(periods.serviceId, serviceId),
        before === undefined ? undefined : lt(periods.index, before),
      ),
    )
    .orderBy(desc(periods.index))
    .limit(periodPageRows + 1);
  const shown = rows.slice(0, periodPageRows);
  return {
    rows: shown.map(({ endedEarlyAt, endsAt, balanceSeenMinor, ...row }) => ({
      ...row,
      isFromCredit: balanceSeenMinor !== null,
      balanceSeenMinor: seesWallet ? balanceSeenMinor : null,
      endsAt: endedEarlyAt ?? endsAt,
      hasEndedEarly: endedEarlyAt !== null,
    })),
    next: rows.length > periodPageRows ? shown.at(-1)?.index : undefined,
  };
}
