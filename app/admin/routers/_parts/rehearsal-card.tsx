'use client';

import { useTranslations } from 'next-intl';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { Callout } from '@/app/_ui/callout';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type {
  Rehearsal,
  RehearsedKind,
  RehearsedRow,
} from '@/lib/routers/onboarding/rehearse-sync';
import { RowChanges } from '../_view/row-changes';
import { AskCard } from './ask-card';
import { rehearse } from './setup-actions';

type Rehearsed = Extract<Rehearsal, { kind: 'rehearsed' }>;

const tones: Record<RehearsedKind, Tone> = {
  added: 'positive',
  changed: 'warning',
  adopted: 'accent',
  removed: 'danger',
  conflict: 'danger',
  shared: 'info',
};

type RehearsalCardProps = {
  routerId: number;
  /** When it was last rehearsed, as text. */
  idle: string;
};

/** What the first sync would change on a router, row by row, before it runs. */
export function RehearsalCard({ routerId, idle }: RehearsalCardProps) {
  const t = useTranslations('admin-routers.rehearsal');
  return (
    <AskCard<Rehearsal>
      {...{ routerId, idle, action: rehearse }}
      title={t('title')}
      text={t('text')}
      ask={t('run')}
      failed={t('failed')}
    >
      {(rehearsal) => <Result rehearsal={rehearsal} />}
    </AskCard>
  );
}

function Result({ rehearsal }: { rehearsal: Rehearsed }) {
  const t = useTranslations('admin-routers.rehearsal');
  const { services, incomplete, unserved, sessionsCut, counts, lines } = rehearsal;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <Callout tone={sessionsCut > 0 ? 'warning' : 'positive'}>
        <p>{t('done', { services, cut: sessionsCut })}</p>
        {incomplete > 0 && <p>{t('incomplete', { count: incomplete })}</p>}
        {unserved > 0 && <p>{t('unserved', { count: unserved })}</p>}
        {total === 0 && <p>{t('nothing')}</p>}
      </Callout>
      {total > 0 && <Lines lines={lines} />}
      {lines.length < total && (
        <p className="text-ink-muted text-xs">{t('shown', { count: lines.length })}</p>
      )}
    </>
  );
}

function Lines({ lines }: { lines: readonly RehearsedRow[] }) {
  const t = useTranslations('admin-routers.rehearsal');
  return (
    <SimpleTable
      label={t('title')}
      rows={lines}
      rowId={(line) => `${line.kind} ${line.menu} ${line.key} ${line.serviceId}`}
      className="-mx-4"
      columns={[
        {
          id: 'row',
          header: t('row'),
          role: 'title',
          cell: (line) => (
            <>
              <span className="[overflow-wrap:anywhere]">{line.key}</span>
              <span className="block font-mono font-normal text-ink-muted text-xs">
                {line.menu}
              </span>
            </>
          ),
        },
        {
          id: 'what',
          header: t('what'),
          cell: (line) => (
            <StatusBadge tone={tones[line.kind]}>{t(`kind.${line.kind}`)}</StatusBadge>
          ),
        },
        {
          id: 'service',
          header: t('service'),
          cell: (line) =>
            line.serviceId === null ? (
              <span className="text-ink-muted">{t('shared')}</span>
            ) : (
              <AppLink
                href={`/admin/services/${line.serviceId}`}
                className="rounded-sm hover:underline"
              >
                {t('number', { id: String(line.serviceId) })}
              </AppLink>
            ),
        },
        {
          id: 'details',
          header: t('details'),
          cell: (line) =>
            line.kind === 'conflict' || line.kind === 'shared' ? null : (
              <RowChanges change={line} />
            ),
        },
      ]}
    />
  );
}
