'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CheckboxField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { AppLink } from '@/app/_ui/app-link';
import { Button } from '@/app/_ui/button';
import { StatusBadge } from '@/app/_ui/status-badge';
import type { Tone } from '@/app/_ui/tone';
import type { MatchedRow, MatchReport } from '@/lib/routers/onboarding/match-router-rows';
import type { MatchKind } from '@/lib/routers/rules/match-rows';
import { RowChanges } from '../_view/row-changes';
import { AskCard } from './ask-card';
import { adoptChosen, matchRows } from './setup-actions';

type Read = Extract<MatchReport, { kind: 'read' }>;

/** Rows that can be decided come first. */
const kinds: readonly MatchKind[] = ['match', 'spelled', 'conflict', 'unknown', 'missing', 'ours'];

const tones: Record<MatchKind, Tone> = {
  match: 'accent',
  spelled: 'warning',
  conflict: 'danger',
  unknown: 'neutral',
  missing: 'info',
  ours: 'positive',
};

type MatchCardProps = {
  routerId: number;
  /** When the router was last read, as text. */
  idle: string;
};

/** Reads the existing logins of a router, matched with services; staff choose which to adopt. */
export function MatchCard({ routerId, idle }: MatchCardProps) {
  const t = useTranslations('admin-routers.rows');
  return (
    <AskCard<MatchReport>
      {...{ routerId, idle, action: matchRows }}
      title={t('title')}
      text={t('text')}
      ask={t('read')}
      failed={t('failed')}
    >
      {(report) => <Report routerId={routerId} report={report} />}
    </AskCard>
  );
}

function Report({ routerId, report }: { routerId: number; report: Read }) {
  const t = useTranslations('admin-routers.rows');
  const present = kinds.filter((kind) => report.counts[kind] > 0);
  if (present.length === 0) return <p className="text-ink-muted">{t('none')}</p>;
  return present.map((kind) => {
    const rows = report.rows.filter((row) => row.kind === kind);
    const count = report.counts[kind];
    return (
      <section key={kind} aria-label={t(`kind.${kind}`, { count })}>
        <StatusBadge tone={tones[kind]} size="md">
          {t(`kind.${kind}`, { count })}
        </StatusBadge>
        <p className="mt-1.5 max-w-prose text-ink-muted">{t(`about.${kind}`)}</p>
        {kind === 'match' ? (
          <Choice routerId={routerId} rows={rows} />
        ) : (
          <ul className="mt-2 divide-y divide-line">
            {rows.map((row) => (
              <li key={`${row.menu} ${row.key} ${row.serviceId}`} className="py-2">
                <RowLine row={row} />
              </li>
            ))}
          </ul>
        )}
        {rows.length < count && (
          <p className="mt-2 text-ink-muted text-xs">{t('shown', { count: rows.length })}</p>
        )}
      </section>
    );
  });
}

function Choice({ routerId, rows }: { routerId: number; rows: readonly MatchedRow[] }) {
  const t = useTranslations('admin-routers.rows');
  const [isAll, setIsAll] = useState(false);
  return (
    <Form action={adoptChosen} label={t('confirm')} messageAt="bottom" className="mt-2">
      <input type="hidden" name="routerId" value={routerId} />
      <ul key={String(isAll)} className="divide-y divide-line border-line border-y">
        {rows.map((row) => (
          <li key={`${row.menu} ${row.key}`} className="py-2">
            <CheckboxField
              name="serviceIds"
              value={String(row.serviceId)}
              label={row.key}
              hint={<Who row={row} />}
              defaultChecked={isAll}
            />
            {row.change !== null && <RowChanges change={row.change} className="ms-8" />}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{t('confirm')}</SubmitButton>
        {!isAll && <Button onClick={() => setIsAll(true)}>{t('all')}</Button>}
      </div>
    </Form>
  );
}

function RowLine({ row }: { row: MatchedRow }) {
  const t = useTranslations('admin-routers.rows');
  return (
    <>
      <span className="font-medium [overflow-wrap:anywhere]">{row.key}</span>
      <span className="block text-ink-muted text-xs">
        <Who row={row} />
        {row.kind === 'conflict' &&
          ` · ${row.ownerId === null ? t('twice') : t('owner', { id: String(row.ownerId) })}`}
      </span>
    </>
  );
}

/** The menu of the row and its service, or a service elsewhere with the same login. */
function Who({ row }: { row: MatchedRow }) {
  const t = useTranslations('admin-routers.rows');
  const { service, serviceId } = row;
  const place = <span className="font-mono">{row.menu}</span>;
  if (service === null) return place;
  const link = (
    <AppLink href={`/admin/services/${service.serviceId}`} className="rounded-sm underline">
      {serviceId === null
        ? t('elsewhere', {
            login: service.login ?? '',
            name: service.customerName,
            router: service.routerName ?? t('noRouter'),
          })
        : service.customerName}
    </AppLink>
  );
  const isSpelled = row.kind === 'spelled' && service.login !== null;
  return (
    <>
      {place} · {link}
      {isSpelled && <span className="font-mono"> ({service.login})</span>}
    </>
  );
}
