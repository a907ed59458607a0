import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { AppLink } from '@/app/_ui/app-link';
import type { SweepView } from '@/lib/screens/admin/sweeps';

/** Start and duration of a sweep, and what it decided. */
export async function sweepColumns(): Promise<Column<SweepView>[]> {
  const [t, f] = await Promise.all([getTranslations('admin-jobs.sweeps'), getOperatorFormats()]);
  const figure = (
    id: 'decided' | 'allocated' | 'withheld' | 'inGrace' | 'missed',
    role: 'main' | 'extra' = 'main',
  ): Column<SweepView> => ({
    ...{ id, role, header: t(id === 'allocated' ? 'charged' : id), align: 'end' },
    cell: (row) => f.count(row[id]),
  });
  const tookText = (ms: number) =>
    ms < 1_000 ? t('milliseconds', { ms }) : f.duration(ms / 1_000);
  return [
    {
      id: 'started',
      header: t('started'),
      role: 'title',
      cell: (row) => (
        <>
          <span className="tabular-nums">{f.dateTime(row.minute)}</span>
          <span className="block font-normal text-ink-muted text-xs">
            {t('chunks', { count: row.chunks })}
          </span>
        </>
      ),
    },
    figure('decided'),
    figure('allocated'),
    figure('withheld'),
    figure('inGrace', 'extra'),
    {
      id: 'ended',
      header: t('ended'),
      align: 'end',
      role: 'extra',
      // Rarely set, and the table would not fit 1280 px with it.
      hiddenAtFirst: true,
      cell: (row) => f.count(row.decided - row.allocated - row.withheld - row.inGrace),
    },
    figure('missed', 'extra'),
    {
      id: 'errors',
      header: t('errors'),
      cell: (row) => <SweepErrors {...{ row, t }} />,
    },
    {
      id: 'took',
      header: t('took'),
      align: 'end',
      role: 'extra',
      cell: (row) => tookText(row.durationMs),
    },
  ];
}

type SweepErrorsProps = {
  row: SweepView;
  t: Awaited<ReturnType<typeof getTranslations<'admin-jobs.sweeps'>>>;
};

function SweepErrors({ row: { fault, failed, parked }, t }: SweepErrorsProps) {
  if (failed + parked === 0) return <span className="text-ink-muted">–</span>;
  return (
    <span className="flex flex-col text-danger-ink max-md:items-end">
      {parked > 0 && (
        <AppLink href="/admin/jobs/parked" className="rounded-sm hover:underline">
          {t('parked', { count: parked })}
        </AppLink>
      )}
      {failed > 0 && (
        <span>
          {t('failed', { count: failed })} <span className="font-mono text-xs">{fault}</span>
        </span>
      )}
    </span>
  );
}
