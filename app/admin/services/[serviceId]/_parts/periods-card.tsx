import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { LineDetails } from '@/app/_operator/line-details';
import { getLineWords } from '@/app/_operator/line-words';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { StatusBadge } from '@/app/_ui/status-badge';
import { listServicePeriods, type PeriodView } from '@/lib/screens/admin/service-history';

type PeriodsCardProps = {
  ctx: StaffCtx;
  serviceId: number;
  before: number | undefined;
};

const toneOf = { allocated: 'positive', withheld: 'warning', missed: 'info' } as const;

/** Every period with its outcome and the reason. */
export async function PeriodsCard({ ctx, serviceId, before }: PeriodsCardProps) {
  const [t, f, lineWords, { rows, next }] = await Promise.all([
    getTranslations('admin-services.periods'),
    getOperatorFormats(),
    getLineWords(),
    listServicePeriods(ctx, { serviceId, before }),
  ]);
  const reasonOf = await reasons();
  const older =
    next === undefined ? undefined : (
      <LinkButton href={`/admin/services/${serviceId}?periods=${next}`} variant="ghost" size="sm">
        {t('older')}
      </LinkButton>
    );
  return (
    <Card title={t('title')} className="lg:col-span-2" flush={rows.length > 0} footer={older}>
      {rows.length === 0 ? (
        <p className="text-ink-muted">{t('empty')}</p>
      ) : (
        <SimpleTable
          label={t('title')}
          rows={rows}
          rowId={(row) => String(row.index)}
          columns={[
            {
              id: 'period',
              header: t('period'),
              role: 'title',
              cell: (row) => (
                <>
                  {t('span', { from: f.dateTime(row.startsAt), until: f.dateTime(row.endsAt) })}
                  {row.hasEndedEarly && (
                    <span className="block font-normal text-ink-muted text-xs">
                      {t('endedEarly')}
                    </span>
                  )}
                </>
              ),
            },
            {
              id: 'outcome',
              header: t('outcome'),
              cell: (row) => (
                <StatusBadge tone={toneOf[row.outcome]} size="sm">
                  {t(`outcomes.${row.outcome}`)}
                </StatusBadge>
              ),
            },
            {
              id: 'reason',
              header: t('reason'),
              cell: (row) => (
                <>
                  {reasonOf(row)}
                  <LineDetails lines={row.lines} words={lineWords} />
                </>
              ),
            },
            {
              id: 'data',
              header: t('data'),
              align: 'end',
              role: 'extra',
              cell: (row) => (
                <span className="whitespace-nowrap">
                  {row.grantedBytes === null ? '–' : f.bytes(row.grantedBytes)}
                </span>
              ),
            },
            {
              id: 'decided',
              header: t('decided'),
              role: 'extra',
              cell: (row) => f.dateTime(row.decidedAt),
            },
          ]}
        />
      )}
    </Card>
  );
}

/** The reason for a period's outcome, in a sentence with its figures. */
async function reasons(): Promise<(period: PeriodView) => string> {
  const [t, f] = await Promise.all([
    getTranslations('admin-services.periods.because'),
    getOperatorFormats(),
  ]);
  return ({ outcome, reason, priceMinor, isFromCredit, balanceSeenMinor }) => {
    const price = f.money(priceMinor);
    const seen = { price, balance: balanceSeenMinor === null ? '' : f.money(balanceSeenMinor) };
    const isSeen = balanceSeenMinor !== null ? 'yes' : 'no';
    if (outcome === 'missed') return t('missed');
    if (outcome === 'withheld')
      return reason === 'insufficient_credit' ? t('short', { ...seen, isSeen }) : t('held');
    if (priceMinor === 0n) return t('free');
    return isFromCredit ? t('paid', { ...seen, isSeen }) : t('posted', { price });
  };
}
