import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { users } from '@/db/schema/identity';
import { periods } from '@/db/schema/recurrence';
import { serviceHistory } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { can } from '@/lib/authorise/rights';
import type { LineView } from '@/lib/charges/line-view';
import { listLines } from '@/lib/charges/lookups';
import type { Ctx } from '@/lib/context';
import type { HoldReason, PeriodOutcome } from '@/lib/kit/words';
import { listServiceNames, type ServiceNames } from './service-names';

/** One turn of a service's recurrence and the reason for its outcome. Minor units, tax included. */
export type PeriodView = {
  index: number;
  startsAt: Date;
  /** Exclusive; the moment of a plan change or an archive if one ended the period. */
  endsAt: Date;
  hasEndedEarly: boolean;
  outcome: PeriodOutcome;
  /** Null when the period was allocated. */
  reason: string | null;
  priceMinor: bigint;
  /** True if paid from credit, false if put on account. */
  isFromCredit: boolean;
  /** Credit before the decision; also null for staff without the permission to see wallets. */
  balanceSeenMinor: bigint | null;
  grantedBytes: bigint | null;
  decidedAt: Date;
  /** How its price and its fees came about; empty unless it was paid. */
  lines: LineView[];
};

const PERIOD_PAGE_ROWS = 24;

/** Newest first; `before` is the last index of the previous page. */
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
    .limit(PERIOD_PAGE_ROWS + 1);
  const shown = rows.slice(0, PERIOD_PAGE_ROWS);
  const causeOf = (index: number) => `period:${serviceId}:${index}`;
  const lines = await listLines(
    ctx,
    shown.map(({ index }) => causeOf(index)),
  );
  return {
    rows: shown.map(({ endedEarlyAt, endsAt, balanceSeenMinor, ...row }) => ({
      ...row,
      lines: lines.filter(({ causeKey }) => causeKey === causeOf(row.index)),
      isFromCredit: balanceSeenMinor !== null,
      balanceSeenMinor: seesWallet ? balanceSeenMinor : null,
      endsAt: endedEarlyAt ?? endsAt,
      hasEndedEarly: endedEarlyAt !== null,
    })),
    next: rows.length > PERIOD_PAGE_ROWS ? shown.at(-1)?.index : undefined,
  };
}

/** One change of a service. */
export type HistoryView = {
  historyId: number;
  at: Date;
  actor: string;
  actorName: string | null;
  action: string;
  hold: HoldReason | null;
  before: unknown;
  after: unknown;
  reason: string | null;
};

export type HistoryPage = {
  rows: HistoryView[];
  /** Names of what the rows refer to by id. */
  names: ServiceNames;
  /** Cursor of the older rows. */
  next: number | undefined;
};

const HISTORY_PAGE_ROWS = 50;

/** Newest first; `before` is the last id of the previous page. */
export async function listServiceHistory(
  ctx: Ctx,
  { serviceId, before }: { serviceId: number; before?: number | undefined },
): Promise<HistoryPage> {
  requireStaff(ctx, 'services.read');
  const rows = await readDb(ctx)
    .select({
      historyId: serviceHistory.id,
      at: serviceHistory.at,
      actor: serviceHistory.actor,
      actorName: users.name,
      action: serviceHistory.action,
      hold: sql<HoldReason | null>`${serviceHistory.hold}`,
      before: serviceHistory.before,
      after: serviceHistory.after,
      reason: serviceHistory.reason,
    })
    .from(serviceHistory)
    .leftJoin(users, sql`${serviceHistory.actor} = ${users.kind} || ':' || ${users.id}`)
    .where(
      and(
        eq(serviceHistory.serviceId, serviceId),
        before === undefined ? undefined : lt(serviceHistory.id, before),
      ),
    )
    .orderBy(desc(serviceHistory.id))
    .limit(HISTORY_PAGE_ROWS + 1);
  const page = rows.slice(0, HISTORY_PAGE_ROWS);
  return {
    rows: page,
    names: await listServiceNames(
      ctx,
      page.flatMap((row) => [row.before, row.after]),
    ),
    next: rows.length > HISTORY_PAGE_ROWS ? page.at(-1)?.historyId : undefined,
  };
}
