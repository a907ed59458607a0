import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { type ForecastDay, isQuiet } from '@/lib/calendar/forecast/rules';

/** Every day with an event. */
export async function DayTable({ days }: { days: readonly ForecastDay[] }) {
  const [t, f, besides] = await Promise.all([
    getTranslations('admin-forecast.table'),
    getOperatorFormats(),
    besidesWords(),
  ]);
  const busy = days.filter((day) => !isQuiet(day));
  if (busy.length === 0) return <EmptyState title={t('empty')} headingLevel={3} />;
  const pair = (key: 'renewedCell' | 'withheldCell', count: number, amount: bigint) =>
    count === 0 && amount === 0n ? '–' : t(key, { count: f.count(count), amount: f.money(amount) });
  return (
    <SimpleTable
      label={t('title')}
      rows={busy}
      rowId={(day) => day.day}
      columns={[
        { id: 'day', header: t('day'), role: 'title', cell: (day) => f.date(day.day) },
        {
          id: 'renewed',
          header: t('renewed'),
          align: 'end',
          cell: (day) => pair('renewedCell', day.renewed.count, day.charged.amount),
        },
        {
          id: 'withheld',
          header: t('withheld'),
          align: 'end',
          cell: (day) => pair('withheldCell', day.withheld.count, day.withheld.amount),
        },
        { id: 'besides', header: t('besides'), cell: (day) => besides(day) || '–' },
      ]}
    />
  );
}

/** Other events of a day, listed one by one. */
async function besidesWords(): Promise<(day: ForecastDay) => string> {
  const [t, f] = await Promise.all([getTranslations('admin-forecast.table'), getOperatorFormats()]);
  return (day) => {
    const { invoiced, refunded, ended, resumed, expiring, missed } = day;
    const { change_applied: applied, change_failed: failed } = day;
    const parts = [
      invoiced.count > 0 && t('invoiced', { amount: f.money(invoiced.amount) }),
      refunded.count > 0 && t('refunded', { amount: f.money(refunded.amount) }),
      ended.count > 0 && t('ended', { count: ended.count }),
      resumed.count > 0 && t('resumed', { count: resumed.count }),
      expiring.count > 0 && t('expiring', { amount: f.bytes(expiring.amount) }),
      applied.count > 0 && t('changes', { count: applied.count }),
      failed.count > 0 && t('failed', { count: failed.count }),
      missed.count > 0 && t('missed', { count: missed.count }),
    ];
    return parts.filter((part) => part !== false).join(' · ');
  };
}
