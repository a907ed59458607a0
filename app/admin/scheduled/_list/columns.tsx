import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import type { Column } from '@/app/_tables/columns';
import { AppLink } from '@/app/_ui/app-link';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import { ChangeLines } from '@/app/admin/_service-view/change-lines';
import { nextTermsWords, plannedStateWords } from '@/app/admin/_service-view/planned-event-words';
import { plannedWords } from '@/app/admin/_service-view/planned-words';
import type { ErrorKey } from '@/lib/kit/errors';
import type { ScheduledChangeState } from '@/lib/kit/words';
import type { ScheduledChangeView } from '@/lib/screens/admin/scheduled';
import type { ServiceNames } from '@/lib/screens/admin/service-names';
import { isNextTerms } from '@/lib/services/rules/planned';

type Columns = Column<ScheduledChangeView>[];

const stateTone: Record<ScheduledChangeState, Tone> = {
  pending: 'info',
  applied: 'positive',
  cancelled: 'neutral',
  failed: 'danger',
};

const LINK =
  'block min-w-28 [overflow-wrap:anywhere] rounded-sm hover:text-accent-ink hover:underline max-md:text-end';

export async function scheduledColumns(names: ServiceNames): Promise<Columns> {
  return [...(await changeColumns(names)), ...(await placeColumns()), ...(await stateColumns())];
}

async function changeColumns(names: ServiceNames): Promise<Columns> {
  const [t, f, words, termsOf, { blockedOf, whenOf }] = await Promise.all([
    getTranslations('admin-services.planned.column'),
    getOperatorFormats(),
    plannedWords(names),
    nextTermsWords(),
    plannedStateWords(),
  ]);
  return [
    {
      id: 'day',
      header: t('day'),
      role: 'title',
      cell: ({ effectiveDate, change }) =>
        effectiveDate === null ? (
          isNextTerms(change) && whenOf(change)
        ) : (
          <span className="whitespace-nowrap tabular-nums">{f.date(effectiveDate)}</span>
        ),
    },
    {
      id: 'what',
      header: t('what'),
      cell: (row) => {
        const { title, lines, reason, details } = isNextTerms(row.change)
          ? termsOf(row.change)
          : { ...words(row.change), details: [] };
        return (
          <div className="min-w-0 max-md:text-end md:min-w-44">
            {title}
            {[...blockedOf(row), ...details].map((detail) => (
              <p key={detail} className="text-ink-muted text-xs">
                {detail}
              </p>
            ))}
            {reason !== undefined && <p className="text-ink-muted text-xs">“{reason}”</p>}
            <ChangeLines lines={lines} />
          </div>
        );
      },
    },
  ];
}

async function placeColumns(): Promise<Columns> {
  const t = await getTranslations('admin-services.planned.column');
  return [
    {
      id: 'service',
      header: t('service'),
      cell: (row) => (
        <AppLink href={`/admin/services/${row.serviceId}`} className={LINK}>
          {row.itemName}
          <span className="block text-ink-muted text-xs">
            {[`#s${row.serviceId}`, row.login].filter(Boolean).join(' · ')}
          </span>
        </AppLink>
      ),
    },
    {
      id: 'customer',
      header: t('customer'),
      cell: (row) => (
        <AppLink href={`/admin/customers/${row.customerId}`} className={LINK}>
          {row.customerName}
        </AppLink>
      ),
    },
  ];
}

async function stateColumns(): Promise<Columns> {
  const [t, errors, f] = await Promise.all([
    getTranslations('admin-services.planned'),
    getTranslations('errors'),
    getOperatorFormats(),
  ]);
  const failureOf = (key: ErrorKey) => (errors.has(key) ? errors(key as 'not_found') : key);
  return [
    {
      id: 'by',
      header: t('column.by'),
      role: 'extra',
      cell: (row) => (
        <span className="block min-w-28 max-md:text-end">
          {row.byName ?? t('bySystem')}
          <span className="block text-ink-muted text-xs">{f.dateTime(row.createdAt)}</span>
        </span>
      ),
    },
    {
      id: 'state',
      header: t('column.state'),
      cell: (row) => (
        <span className="flex flex-col items-start gap-0.5 max-md:items-end">
          <StatusBadge tone={stateTone[row.state]}>{t(`state.${row.state}`)}</StatusBadge>
          {row.settledAt !== null && (
            <span className="text-ink-muted text-xs">{f.dateTime(row.settledAt)}</span>
          )}
          {row.failure !== null && (
            <span className="text-danger-ink text-xs">{failureOf(row.failure)}</span>
          )}
        </span>
      ),
    },
  ];
}
